using System.Net.Sockets;
using Cohort.Transport;
using Cohort.Transport.Tcp;

namespace Cohort.Tests.Clusters;

/// <summary>TCP that counts what a node receives.</summary>
internal sealed class CountingTransport : ITransport
{
    private readonly TcpTransport _tcp = new();
    private long _received;

    /// <summary>How many bytes have come on all connections.</summary>
    public long Received => Interlocked.Read(ref _received);

    public async Task<ITransportListener> ListenAsync(HostAndPort address, CancellationToken cancellationToken) =>
        new Listener(this, await _tcp.ListenAsync(address, cancellationToken));

    public async Task<ITransportConnection> DialAsync(
        HostAndPort address,
        TimeSpan timeout,
        CancellationToken cancellationToken
    ) => new Connection(this, await _tcp.DialAsync(address, timeout, cancellationToken));

    private sealed class Listener(CountingTransport transport, ITransportListener inner) : ITransportListener
    {
        public HostAndPort Address => inner.Address;

        public async ValueTask<ITransportConnection?> AcceptAsync() =>
            await inner.AcceptAsync() is { } accepted ? new Connection(transport, accepted) : null;

        public void Dispose() => inner.Dispose();
    }

    private sealed class Connection(CountingTransport transport, ITransportConnection inner) : ITransportConnection
    {
        public string Remote => inner.Remote;

        public Socket Socket => inner.Socket;

        public bool TryReceive(Span<byte> buffer, out int received)
        {
            bool isThere = inner.TryReceive(buffer, out received);
            Interlocked.Add(ref transport._received, received);
            return isThere;
        }

        public int Send(IList<ArraySegment<byte>> pieces) => inner.Send(pieces);

        public void Finish() => inner.Finish();

        public void Dispose() => inner.Dispose();
    }
}

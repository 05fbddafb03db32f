using Cohort.Transport;
using Cohort.Transport.Tcp;

namespace Cohort.Tests.Clusters;

/// <summary>TCP whose connections can be broken, and that can be killed: what a process's death looks like to the others.</summary>
internal sealed class SeverableTransport : ITransport
{
    private readonly TcpTransport _tcp = new();
    private readonly Lock _lock = new();
    private readonly List<IDisposable> _open = [];
    private bool _dead;
    private volatile bool _cutOff;

    /// <summary>Breaks all connections that are open.</summary>
    public void BreakConnections()
    {
        lock (_lock)
            foreach (ITransportConnection connection in _open.OfType<ITransportConnection>())
                connection.Dispose();
    }

    /// <summary>From now on no connection to or from here works: nobody answers, and nobody is refused.</summary>
    public void CutOff()
    {
        _cutOff = true;
        BreakConnections();
    }

    /// <summary>Connections work again.</summary>
    public void Heal() => _cutOff = false;

    /// <summary>Breaks all connections, stops listening, and never connects again.</summary>
    public void Kill()
    {
        lock (_lock)
        {
            _dead = true;
            _open.ForEach(open => open.Dispose());
        }
    }

    public async Task<ITransportListener> ListenAsync(HostAndPort address, CancellationToken cancellationToken) =>
        new Listener(this, Keep(await _tcp.ListenAsync(address, cancellationToken)));

    public async Task<ITransportConnection> DialAsync(
        HostAndPort address,
        TimeSpan timeout,
        CancellationToken cancellationToken
    ) =>
        _cutOff
            ? throw new DialException(DialProblem.Unreachable, $"{address} is cut off", null)
            : Keep(await _tcp.DialAsync(address, timeout, cancellationToken));

    private T Keep<T>(T opened)
        where T : IDisposable
    {
        lock (_lock)
        {
            _open.Add(opened);
            if (_dead || (_cutOff && opened is ITransportConnection))
                opened.Dispose();
        }
        return opened;
    }

    private sealed class Listener(SeverableTransport transport, ITransportListener inner) : ITransportListener
    {
        public HostAndPort Address => inner.Address;

        public async ValueTask<ITransportConnection?> AcceptAsync() =>
            await inner.AcceptAsync() is { } accepted ? transport.Keep(accepted) : null;

        public void Dispose() => inner.Dispose();
    }
}

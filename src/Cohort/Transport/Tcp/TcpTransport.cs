using System.Net;
using System.Net.Sockets;

namespace Cohort.Transport.Tcp;

/// <summary>Plain TCP.</summary>
internal sealed class TcpTransport : ITransport
{
    private static readonly TimeSpan s_firstPause = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan s_longestPause = TimeSpan.FromMilliseconds(16);

    public async Task<ITransportListener> ListenAsync(HostAndPort address, CancellationToken cancellationToken)
    {
        IPAddress[] addresses;
        try
        {
            addresses = await ResolveAsync(address.Host, cancellationToken).ConfigureAwait(false);
        }
        catch (SocketException e)
        {
            throw new ListenException(
                address.ToString(),
                $"Cannot listen on {address}: the host name does not resolve ({e.Message}). "
                    + $"Set {nameof(NodeOptions.Listen)} to an address of this machine.",
                e
            );
        }
        return TcpTransportListener.Bind(address, addresses[0]);
    }

    public async Task<ITransportConnection> DialAsync(
        HostAndPort address,
        TimeSpan timeout,
        CancellationToken cancellationToken
    )
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(timeout);
        try
        {
            return await DialAsync(address, deadline.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw new DialException(
                DialProblem.Unreachable,
                $"{address} has not answered within {timeout.TotalMilliseconds:F0} ms",
                e
            );
        }
    }

    private static async Task<ITransportConnection> DialAsync(HostAndPort address, CancellationToken cancellationToken)
    {
        // Names are resolved at every dial, since a node that restarts may come back under another address.
        IPAddress[] candidates;
        try
        {
            candidates = await ResolveAsync(address.Host, cancellationToken).ConfigureAwait(false);
        }
        catch (SocketException e)
        {
            throw new DialException(
                DialProblem.Unresolved,
                $"the host name of {address} does not resolve ({e.Message})",
                e
            );
        }

        SocketException? failure = null;
        bool allRefused = true;
        foreach (IPAddress candidate in candidates)
        {
            try
            {
                return await ConnectAsync(new IPEndPoint(candidate, address.Port), cancellationToken)
                    .ConfigureAwait(false);
            }
            catch (SocketException e)
            {
                failure = e;
                allRefused &= e.SocketErrorCode == SocketError.ConnectionRefused;
            }
        }
        throw allRefused
            ? new DialException(DialProblem.Refused, $"nobody listens on {address}", failure)
            : new DialException(DialProblem.Unreachable, $"{address} cannot be reached ({failure?.Message})", failure);
    }

    private static async Task<ITransportConnection> ConnectAsync(IPEndPoint remote, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var socket = new Socket(remote.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { Blocking = false };
        try
        {
            Begin(socket, remote);
            await EndAsync(socket, cancellationToken).ConfigureAwait(false);
            // On loopback a dial to a free port in the range of the outgoing ones can meet itself.
            if (Equals(socket.LocalEndPoint, socket.RemoteEndPoint))
                throw new SocketException((int)SocketError.ConnectionRefused);
            return new TcpTransportConnection(socket);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static void Begin(Socket socket, IPEndPoint remote)
    {
        try
        {
            socket.Connect(remote);
        }
        catch (SocketException e) when (e.SocketErrorCode is SocketError.WouldBlock or SocketError.InProgress)
        {
            // It goes on by itself.
        }
    }

    // Looked at now and then instead of awaited: a socket that was awaited once is watched by the runtime's own thread for
    // good, which would wake up for everything that comes.
    private static async Task EndAsync(Socket socket, CancellationToken cancellationToken)
    {
        for (TimeSpan pause = s_firstPause; !socket.Poll(0, SelectMode.SelectWrite); pause = Longer(pause))
        {
            if (socket.Poll(0, SelectMode.SelectError))
                break;
            await Task.Delay(pause, cancellationToken).ConfigureAwait(false);
        }
        if (socket.GetSocketOption(SocketOptionLevel.Socket, SocketOptionName.Error) is int error and not 0)
            throw new SocketException(error);
    }

    private static TimeSpan Longer(TimeSpan pause) => pause < s_longestPause ? pause * 2 : pause;

    private static async Task<IPAddress[]> ResolveAsync(string host, CancellationToken cancellationToken)
    {
        if (IPAddress.TryParse(host, out IPAddress? address))
            return [address];
        IPAddress[] found = await Dns.GetHostAddressesAsync(host, cancellationToken).ConfigureAwait(false);
        return found.Length > 0 ? found : throw new SocketException((int)SocketError.HostNotFound);
    }
}

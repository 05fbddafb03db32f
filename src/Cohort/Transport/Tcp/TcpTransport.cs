using System.Net;
using System.Net.Sockets;

namespace Cohort.Transport.Tcp;

/// <summary>Plain TCP.</summary>
internal sealed class TcpTransport : ITransport
{
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
        var socket = new Socket(remote.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(remote, cancellationToken).ConfigureAwait(false);
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

    private static async Task<IPAddress[]> ResolveAsync(string host, CancellationToken cancellationToken)
    {
        if (IPAddress.TryParse(host, out IPAddress? address))
            return [address];
        IPAddress[] found = await Dns.GetHostAddressesAsync(host, cancellationToken).ConfigureAwait(false);
        return found.Length > 0 ? found : throw new SocketException((int)SocketError.HostNotFound);
    }
}

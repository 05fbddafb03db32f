using System.Net;
using System.Net.Sockets;

namespace Cohort.Transport.Tcp;

/// <summary>A listening TCP socket.</summary>
internal sealed class TcpTransportListener : ITransportListener
{
    private const int Backlog = 512;

    private readonly Socket _socket;

    private TcpTransportListener(Socket socket, HostAndPort address)
    {
        _socket = socket;
        Address = address;
    }

    public HostAndPort Address { get; }

    public static TcpTransportListener Bind(HostAndPort address, IPAddress ip)
    {
        var socket = new Socket(ip.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            if (ip.Equals(IPAddress.IPv6Any))
                socket.DualMode = true;
            socket.Bind(new IPEndPoint(ip, address.Port));
            socket.Listen(Backlog);
            return new TcpTransportListener(socket, address with { Port = ((IPEndPoint)socket.LocalEndPoint!).Port });
        }
        catch (SocketException e)
        {
            socket.Dispose();
            throw new ListenException(address.ToString(), $"Cannot listen on {address}: {Explain(e)}", e);
        }
    }

    public async ValueTask<ITransportConnection?> AcceptAsync()
    {
        try
        {
            return new TcpTransportConnection(await _socket.AcceptAsync().ConfigureAwait(false));
        }
        catch (ObjectDisposedException)
        {
            return null;
        }
        catch (SocketException e) when (e.SocketErrorCode == SocketError.OperationAborted)
        {
            return null;
        }
        catch (SocketException e)
        {
            throw new IOException($"a connection could not be accepted on {Address} ({e.Message})", e);
        }
    }

    public void Dispose() => _socket.Dispose();

    private static string Explain(SocketException e) =>
        e.SocketErrorCode switch
        {
            SocketError.AddressAlreadyInUse => "another process, or another node of this one, has the port. "
                + $"Stop it, or set {nameof(NodeOptions.Listen)} to a free port; port 0 takes one that is free.",
            SocketError.AddressNotAvailable => "it is no address of this machine. "
                + $"Set {nameof(NodeOptions.Listen)} to one that is, or to 0.0.0.0 with the port, "
                + $"and {nameof(NodeOptions.Advertise)} to the address at which others reach this node.",
            SocketError.AccessDenied => "this user may not use the port. Take one from 1024 up.",
            _ => $"{e.Message} ({e.SocketErrorCode}).",
        };
}

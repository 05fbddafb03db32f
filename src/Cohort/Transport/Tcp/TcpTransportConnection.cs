using System.Net.Sockets;

namespace Cohort.Transport.Tcp;

/// <summary>A TCP connection.</summary>
internal sealed class TcpTransportConnection : ITransportConnection
{
    /// <summary>Takes over a connected socket, which nobody has waited for asynchronously: the runtime's own thread would go
    /// on watching it.</summary>
    public TcpTransportConnection(Socket socket)
    {
        socket.Blocking = false;
        socket.NoDelay = true;
        Socket = socket;
        Remote = socket.RemoteEndPoint?.ToString() ?? "an unknown address";
    }

    public string Remote { get; }

    public Socket Socket { get; }

    public bool TryReceive(Span<byte> buffer, out int received)
    {
        try
        {
            received = Socket.Receive(buffer, SocketFlags.None, out SocketError error);
            return IsThere(error);
        }
        catch (ObjectDisposedException e)
        {
            throw Broken(e);
        }
    }

    public int Send(IList<ArraySegment<byte>> pieces)
    {
        try
        {
            int sent =
                pieces.Count == 1
                    ? Socket.Send(pieces[0].AsSpan(), SocketFlags.None, out SocketError error)
                    : Socket.Send(pieces, SocketFlags.None, out error);
            return IsThere(error) ? sent : 0;
        }
        catch (ObjectDisposedException e)
        {
            throw Broken(e);
        }
    }

    public void Finish()
    {
        try
        {
            Socket.Shutdown(SocketShutdown.Send);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            throw Broken(e);
        }
    }

    public void Dispose() => Socket.Dispose();

    private bool IsThere(SocketError error) =>
        error switch
        {
            SocketError.Success => true,
            SocketError.WouldBlock or SocketError.IOPending or SocketError.TryAgain => false,
            _ => throw Broken(new SocketException((int)error)),
        };

    private IOException Broken(Exception cause) =>
        new($"the connection with {Remote} is broken: {cause.Message}", cause);
}

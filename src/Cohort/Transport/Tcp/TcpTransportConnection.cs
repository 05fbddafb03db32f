using System.Net.Sockets;

namespace Cohort.Transport.Tcp;

/// <summary>A TCP connection.</summary>
internal sealed class TcpTransportConnection : ITransportConnection
{
    private readonly Socket _socket;

    public TcpTransportConnection(Socket socket)
    {
        _socket = socket;
        Remote = socket.RemoteEndPoint?.ToString() ?? "an unknown address";
    }

    public string Remote { get; }

    public async ValueTask<int> ReceiveAsync(Memory<byte> buffer)
    {
        try
        {
            return await _socket.ReceiveAsync(buffer, SocketFlags.None).ConfigureAwait(false);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            throw Broken(e);
        }
    }

    public async ValueTask SendAsync(ReadOnlyMemory<byte> bytes)
    {
        try
        {
            while (bytes.Length > 0)
                bytes = bytes[await _socket.SendAsync(bytes, SocketFlags.None).ConfigureAwait(false)..];
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            throw Broken(e);
        }
    }

    public ValueTask FinishAsync()
    {
        try
        {
            _socket.Shutdown(SocketShutdown.Send);
            return ValueTask.CompletedTask;
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            throw Broken(e);
        }
    }

    public void Dispose() => _socket.Dispose();

    private IOException Broken(Exception cause) =>
        new($"the connection with {Remote} is broken: {cause.Message}", cause);
}

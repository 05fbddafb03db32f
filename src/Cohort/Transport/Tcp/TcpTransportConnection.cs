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

    public async ValueTask SendAsync(IList<ArraySegment<byte>> pieces)
    {
        try
        {
            if (pieces.Count == 1)
                await SendAllAsync(pieces[0]).ConfigureAwait(false);
            else
                await SendAllAsync(pieces).ConfigureAwait(false);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            throw Broken(e);
        }
    }

    private async ValueTask SendAllAsync(ReadOnlyMemory<byte> bytes)
    {
        while (bytes.Length > 0)
            bytes = bytes[await _socket.SendAsync(bytes, SocketFlags.None).ConfigureAwait(false)..];
    }

    private async ValueTask SendAllAsync(IList<ArraySegment<byte>> pieces)
    {
        int sent = await _socket.SendAsync(pieces, SocketFlags.None).ConfigureAwait(false);
        // As a rule the operating system takes all; where it does not, the rest goes piece by piece.
        foreach (ArraySegment<byte> piece in pieces)
        {
            int passed = Math.Min(sent, piece.Count);
            sent -= passed;
            if (passed < piece.Count)
                await SendAllAsync(piece.AsMemory(passed)).ConfigureAwait(false);
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

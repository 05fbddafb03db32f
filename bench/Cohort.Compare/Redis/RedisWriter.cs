using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Cohort.Compare.Writes;

namespace Cohort.Compare.Redis;

/// <summary>
/// One connection that speaks as much of the Redis protocol as is needed: <c>SET</c> and <c>WAIT</c> go out in one
/// piece, so that a write takes one round trip, and two answers come back.
/// </summary>
internal sealed class RedisWriter : IWriter
{
    private static readonly byte[] s_wait = Encoding.ASCII.GetBytes(
        "\r\n*3\r\n$4\r\nWAIT\r\n$1\r\n2\r\n$4\r\n5000\r\n"
    );
    private static readonly byte[] s_expected = Encoding.ASCII.GetBytes("+OK\r\n:2\r\n");

    private readonly Socket _socket = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private readonly byte[] _answer = new byte[256];
    private byte[] _request = [];

    private RedisWriter() { }

    /// <summary>Connects with the primary.</summary>
    public static async Task<RedisWriter> ConnectAsync(int port, CancellationToken cancellationToken)
    {
        var writer = new RedisWriter();
        await writer._socket.ConnectAsync(IPAddress.Loopback, port, cancellationToken);
        return writer;
    }

    public async ValueTask WriteAsync(int key, ReadOnlyMemory<byte> value, CancellationToken cancellationToken)
    {
        await _socket.SendAsync(Request(key, value.Span), cancellationToken);
        int length = 0;
        // Both answers have the same length where all is well; an error is longer, and ends with the first line.
        while (length < s_expected.Length && !(length > 0 && _answer[0] == '-'))
        {
            int read = await _socket.ReceiveAsync(_answer.AsMemory(length), cancellationToken);
            if (read == 0)
                throw new PeerFailedException("Redis closed a connection");
            length += read;
        }
        if (!_answer.AsSpan(0, length).SequenceEqual(s_expected))
        {
            string said = Encoding.ASCII.GetString(_answer, 0, length).ReplaceLineEndings(" ");
            throw new PeerFailedException($"Redis did not write to both replicas: {said.Trim()}");
        }
    }

    public ValueTask DisposeAsync()
    {
        _socket.Dispose();
        return ValueTask.CompletedTask;
    }

    private ReadOnlyMemory<byte> Request(int key, ReadOnlySpan<byte> value)
    {
        string name = string.Create(CultureInfo.InvariantCulture, $"key:{key}");
        string head = string.Create(
            CultureInfo.InvariantCulture,
            $"*3\r\n$3\r\nSET\r\n${name.Length}\r\n{name}\r\n${value.Length}\r\n"
        );
        int length = head.Length + value.Length + s_wait.Length;
        if (_request.Length < length)
            _request = new byte[length * 2];
        Encoding.ASCII.GetBytes(head, _request);
        value.CopyTo(_request.AsSpan(head.Length));
        s_wait.CopyTo(_request, head.Length + value.Length);
        return _request.AsMemory(0, length);
    }
}

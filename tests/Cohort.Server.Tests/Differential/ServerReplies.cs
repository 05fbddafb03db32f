using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Cohort.Server.Tests.Differential;

/// <summary>A server on a socket of this machine.</summary>
internal sealed class ServerReplies : IReplies, IDisposable
{
    private const string Mark = "all replies are there";

    private static readonly int s_deadline = (int)TimeSpan.FromMinutes(1).TotalMilliseconds;

    private readonly TcpClient _client = new() { NoDelay = true };
    private readonly NetworkStream _stream;
    private byte[] _received = new byte[1 << 16];

    public ServerReplies(int port)
    {
        _client.Connect(IPAddress.Loopback, port);
        _stream = _client.GetStream();
        _stream.ReadTimeout = s_deadline;
        _stream.WriteTimeout = s_deadline;
    }

    public void Begin(int version) =>
        Execute([
            ["HELLO", $"{version}"],
            ["FLUSHALL"],
        ]);

    public IReadOnlyList<Reply> Execute(IReadOnlyList<string[]> commands)
    {
        var sent = new StringBuilder();
        foreach (string[] command in commands.Append(["ECHO", Mark]))
        {
            sent.Append('*').Append(command.Length).Append("\r\n");
            foreach (string argument in command)
                sent.Append('$').Append(argument.Length).Append("\r\n").Append(argument).Append("\r\n");
        }
        _stream.Write(Encoding.Latin1.GetBytes(sent.ToString()));
        string text = Encoding.Latin1.GetString(Receive());
        int at = 0;
        var replies = new List<Reply>(commands.Count);
        while (replies.Count < commands.Count)
            replies.Add(Reply.Take(text, ref at));
        return replies;
    }

    public void Dispose() => _client.Dispose();

    private ReadOnlySpan<byte> Receive()
    {
        byte[] end = Encoding.Latin1.GetBytes($"${Mark.Length}\r\n{Mark}\r\n");
        int count = 0;
        while (!_received.AsSpan(0, count).EndsWith(end))
        {
            if (count == _received.Length)
                Array.Resize(ref _received, 2 * count);
            int more = _stream.Read(_received, count, _received.Length - count);
            if (more == 0)
                throw new EndOfStreamException("the server has closed the connection");
            count += more;
        }
        return _received.AsSpan(0, count);
    }
}

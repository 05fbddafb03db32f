using System.Globalization;
using System.Net.Sockets;
using System.Text;
using Cohort.Tests;

namespace Cohort.Server.Tests.Serving;

/// <summary>A client that writes bytes and reads replies, and gives them as text: "+OK", ":1", "$abc", "nil", "-ERR …", "[a b]".</summary>
internal sealed class RespClient : IDisposable
{
    private readonly TcpClient _client;
    private readonly NetworkStream _stream;
    private readonly byte[] _one = new byte[1];

    private RespClient(TcpClient client) => (_client, _stream) = (client, client.GetStream());

    public static async Task<RespClient> ConnectAsync(int port)
    {
        var client = new TcpClient { NoDelay = true };
        await client.ConnectAsync("127.0.0.1", port);
        return new RespClient(client);
    }

    /// <summary>Sends a command whose words are separated by blanks, and reads its reply.</summary>
    public Task<string> AskAsync(string command) => AskAsync(command.Split(' '));

    public async Task<string> AskAsync(params string[] arguments)
    {
        await SendAsync(arguments);
        return await ReadAsync();
    }

    public Task SendAsync(params string[] arguments)
    {
        var command = new StringBuilder($"*{arguments.Length}\r\n");
        foreach (string argument in arguments)
            command.Append(CultureInfo.InvariantCulture, $"${argument.Length}\r\n{argument}\r\n");
        return SendRawAsync(command.ToString());
    }

    /// <summary>Sends characters, each of which is a byte.</summary>
    public async Task SendRawAsync(string bytes) => await _stream.WriteAsync(Encoding.Latin1.GetBytes(bytes));

    /// <summary>Reads one reply.</summary>
    public Task<string> ReadAsync() => ReadReplyAsync().Soon();

    public void Dispose() => _client.Dispose();

    private async Task<string> ReadReplyAsync()
    {
        string line = await ReadLineAsync();
        string rest = line[1..];
        switch (line[0])
        {
            case '$':
            case '=':
                int length = int.Parse(rest, CultureInfo.InvariantCulture);
                if (length < 0)
                    return "nil";
                byte[] bytes = new byte[length + 2];
                await _stream.ReadExactlyAsync(bytes);
                return Encoding.Latin1.GetString(bytes, 0, length);
            case '*':
            case '~':
            case '>':
            case '%':
                int count = int.Parse(rest, CultureInfo.InvariantCulture) * (line[0] == '%' ? 2 : 1);
                if (count < 0)
                    return "nil";
                var replies = new List<string>();
                for (; count > 0; count--)
                    replies.Add(await ReadReplyAsync());
                return $"[{string.Join(' ', replies)}]";
            case '_':
                return "nil";
            default:
                return line;
        }
    }

    private async Task<string> ReadLineAsync()
    {
        var line = new StringBuilder();
        while (true)
        {
            if (await _stream.ReadAsync(_one) == 0)
                throw new EndOfStreamException("the connection has ended");
            if (_one[0] == '\n')
                return line.ToString(0, line.Length - 1);
            line.Append((char)_one[0]);
        }
    }
}

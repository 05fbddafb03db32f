using System.Buffers;
using System.Text;
using Cohort.Server.Commands;
using Cohort.Server.Resp;

namespace Cohort.Server.Tests.Resp;

public class RespParserTests
{
    private const string Commands =
        "*2\r\n$3\r\nGET\r\n$1\r\na\r\nPING\r\n\r\n*3\r\n$3\r\nSET\r\n$0\r\n\r\n$4\r\n\r\n\r\n\r\nSET \"a b\" 'c'\r\n";

    [Fact]
    public void Commands_are_the_same_wherever_they_are_split()
    {
        string whole = Read([Commands]);
        Assert.Equal("GET,a;PING;SET,,\r\n\r\n;SET,a b,c;", whole);
        for (int at = 1; at < Commands.Length; at++)
            Assert.Equal(whole, Read([Commands[..at], Commands[at..]]));
        Assert.Equal(whole, Read([.. Commands.Select(letter => letter.ToString())]));
    }

    [Theory]
    [InlineData("*1048577\r\n", "invalid multibulk length")]
    [InlineData("*9999999999999999999\r\n", "invalid multibulk length")]
    [InlineData("*x\r\n", "invalid multibulk length")]
    [InlineData("*1\r\n:1\r\n", "expected '$', got ':'")]
    [InlineData("*1\r\n$-1\r\n", "invalid bulk length")]
    [InlineData("*1\r\n$1000001\r\n", "invalid bulk length")]
    [InlineData("*1\r\n$9223372036854775807\r\n", "invalid bulk length")]
    [InlineData("*2\r\n$1000000\r\n", null)]
    [InlineData("SET \"a\r\n", "unbalanced quotes in request")]
    [InlineData("SET 'a'b\r\n", "unbalanced quotes in request")]
    public void What_is_no_command_is_refused(string bytes, string? problem)
    {
        Exception? refused = Record.Exception(() => Read([bytes]));
        Assert.Equal(problem is null ? null : $"Protocol error: {problem}", refused?.Message);
    }

    [Fact]
    public void A_line_without_end_is_refused()
    {
        var refused = Assert.Throws<RespException>(() => Read([new string('a', RespLimits.Line + 1)]));
        Assert.Equal("Protocol error: too big inline request", refused.Message);
    }

    [Fact]
    public void Nothing_is_set_aside_for_what_is_only_announced()
    {
        var parser = new RespParser { Limits = new RespLimits(1 << 20, 1 << 30, 1 << 30) };
        long before = GC.GetAllocatedBytesForCurrentThread();
        var input = new ReadOnlySequence<byte>("*1000000\r\n$1000000000\r\n"u8.ToArray());
        Assert.False(parser.TryRead(ref input, new CommandBatch()));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 10_000);
    }

    [Fact]
    public void Any_bytes_are_commands_or_are_refused()
    {
        var random = new Random(5);
        byte[] alphabet = "*$\r\n01249-:+'\"\\x aSET\0\xff"u8.ToArray();
        for (int round = 0; round < 20_000; round++)
        {
            var bytes = new StringBuilder();
            for (int left = random.Next(40); left > 0; left--)
                bytes.Append((char)alphabet[random.Next(alphabet.Length)]);
            try
            {
                Read([bytes.ToString()]);
            }
            catch (RespException) { }
        }
    }

    private static string Read(string[] parts)
    {
        var parser = new RespParser { Limits = new RespLimits(1 << 20, 1_000_000, 2_000_000) };
        var batch = new CommandBatch();
        var reader = new CommandReader();
        var read = new StringBuilder();
        byte[] left = [];
        foreach (string part in parts)
        {
            var input = new ReadOnlySequence<byte>([.. left, .. Encoding.Latin1.GetBytes(part)]);
            while (parser.TryRead(ref input, batch)) { }
            left = input.ToArray();
        }
        ReadOnlySpan<byte> commands = batch.Written;
        while (!commands.IsEmpty)
        {
            Arguments command = reader.Take(ref commands);
            for (int index = 0; index < command.Count; index++)
                read.Append(index == 0 ? "" : ",").Append(Encoding.Latin1.GetString(command[index]));
            read.Append(';');
        }
        return read.ToString();
    }
}

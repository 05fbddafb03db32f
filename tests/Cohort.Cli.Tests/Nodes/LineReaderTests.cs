using System.Text;
using Cohort.Cli.Nodes;

namespace Cohort.Cli.Tests.Nodes;

public sealed class LineReaderTests
{
    private const int LargestLine = 1000;

    [Theory]
    [InlineData("", "")]
    [InlineData("one\n", "one")]
    [InlineData("one", "one")]
    [InlineData("one\ntwo\n", "one|two")]
    [InlineData("one\n\nthree", "one||three")]
    [InlineData("\n", "")]
    [InlineData("carriage\r\nreturn\r\n", "carriage\r|return\r")]
    public async Task Lines_are_what_stands_between_line_ends(string input, string expected)
    {
        List<string?> lines = await ReadAsync(Encoding.UTF8.GetBytes(input), readSize: 100);

        Assert.Equal(input.Length == 0 ? [] : expected.Split('|'), lines);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(7)]
    [InlineData(100_000)]
    public async Task It_does_not_matter_how_the_bytes_come_in(int readSize)
    {
        string[] expected = [.. Enumerable.Range(0, 300).Select(line => new string('x', line) + "✓")];

        List<string?> lines = await ReadAsync(Encoding.UTF8.GetBytes(string.Join('\n', expected)), readSize);

        Assert.Equal(expected, lines);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(999)]
    [InlineData(100_000)]
    public async Task A_line_that_is_too_long_is_told_and_skipped(int readSize)
    {
        string longest = new('x', LargestLine);
        byte[] input = Encoding.UTF8.GetBytes(
            $"one\n{longest}\n{longest}y\n{longest}{longest}{longest}\ntwo\n{longest}z"
        );

        List<string?> lines = await ReadAsync(input, readSize);

        Assert.Equal(["one", longest, null, null, "two", null], lines);
    }

    [Fact]
    public async Task Lines_are_numbered_from_one_throughout_the_input()
    {
        var reader = new LineReader(new Trickle(Encoding.UTF8.GetBytes("a\nb\nc\n"), readSize: 3), LargestLine);

        LineBatch? first = await reader.ReadAsync(CancellationToken.None);
        LineBatch? second = await reader.ReadAsync(CancellationToken.None);

        Assert.Equal(1, first!.Value.First);
        Assert.Equal(first.Value.Lines.Count + 1, second!.Value.First);
    }

    [Fact]
    public async Task What_was_read_ahead_is_counted_until_it_is_asked_for()
    {
        var reader = new LineReader(new MemoryStream("a\nb\n"u8.ToArray()), LargestLine);
        Assert.Equal(0, reader.Waiting);

        reader.ReadAhead();
        Assert.Equal(2, reader.Waiting);

        LineBatch? batch = await reader.ReadAsync(CancellationToken.None);
        Assert.Equal(2, batch!.Value.Lines.Count);
        Assert.Equal(0, reader.Waiting);
        Assert.Null(await reader.ReadAsync(CancellationToken.None));
    }

    private static async Task<List<string?>> ReadAsync(byte[] input, int readSize)
    {
        var reader = new LineReader(new Trickle(input, readSize), LargestLine);
        List<string?> lines = [];
        while (await reader.ReadAsync(CancellationToken.None) is { } batch)
            lines.AddRange(batch.Lines.Select(line => line is { } bytes ? Encoding.UTF8.GetString(bytes.Span) : null));
        return lines;
    }

    /// <summary>A stream of which a read brings so much and no more.</summary>
    private sealed class Trickle(byte[] bytes, int readSize) : MemoryStream(bytes)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            base.ReadAsync(buffer[..Math.Min(buffer.Length, readSize)], cancellationToken);
    }
}

using Cohort.Cli.Bench.Floor;

namespace Cohort.Cli.Tests.Bench.Floor;

public sealed class BatchTests
{
    [Theory]
    // Whole messages in one buffer.
    [InlineData(64, 65536, 65536, 1)]
    [InlineData(100, 65536, 65500, 1)]
    // Each in a buffer of its own.
    [InlineData(10_240, 65536, 61_440, 6)]
    [InlineData(4096, 16_384, 16_384, 4)]
    // Not even one.
    [InlineData(16 << 20, 65536, 65536, 1)]
    [InlineData(65536, 65536, 65536, 1)]
    public void It_is_made_of_whole_messages_where_one_fits(int size, int bytes, int expected, int pieces)
    {
        var batch = new Batch(size, bytes);

        Assert.Equal(expected, batch.Bytes);
        Assert.Equal(pieces, batch.Pieces.Count);
        Assert.Equal(expected, batch.Pieces.Sum(piece => piece.Count));
    }
}

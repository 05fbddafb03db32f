using Cohort.Cli.Output;

namespace Cohort.Cli.Tests.Output;

public sealed class ByteCountTests
{
    [Theory]
    [InlineData(0, "0 B")]
    [InlineData(1000, "1,000 B")]
    [InlineData(1024, "1 KiB")]
    [InlineData(1500, "1,500 B")]
    [InlineData(10_240, "10 KiB")]
    [InlineData(16 << 20, "16 MiB")]
    public void Bytes_are_shown_in_the_largest_unit_that_leaves_a_whole_number(int bytes, string expected) =>
        Assert.Equal(expected, ByteCount.Show(bytes));
}

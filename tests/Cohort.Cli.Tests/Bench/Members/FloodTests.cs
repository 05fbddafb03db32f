using Cohort.Cli.Bench.Members;

namespace Cohort.Cli.Tests.Bench.Members;

public sealed class FloodTests
{
    [Theory]
    [InlineData(0, 1024, 1024)]
    [InlineData(64, 1024, 1024)]
    [InlineData(1 << 20, 1024, 64)]
    [InlineData(16 << 20, 1024, 4)]
    [InlineData(16 << 20, 1, 1)]
    public void As_many_messages_are_under_way_as_asked_for_but_no_more_than_64_MiB(
        int size,
        int asked,
        int expected
    ) => Assert.Equal(expected, Flood.UnderWay(Settings.Throughput(size: size) with { Outstanding = asked }));
}

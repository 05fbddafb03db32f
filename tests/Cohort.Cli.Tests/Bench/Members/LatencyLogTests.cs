using System.Diagnostics;
using Cohort.Cli.Bench.Members;

namespace Cohort.Cli.Tests.Bench.Members;

public sealed class LatencyLogTests
{
    [Fact]
    public void Latencies_come_back_from_a_frame_in_their_order()
    {
        var log = new LatencyLog();
        log.Add(100, 100 + Stopwatch.Frequency);
        log.Add(7, 7);

        Assert.Equal([1e6, 0], LatencyLog.From(log.ToFrame()));
    }
}

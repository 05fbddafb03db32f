using System.Diagnostics.Metrics;
using Cohort.Cli.Bench.Members;

namespace Cohort.Cli.Tests.Bench.Members;

public sealed class SocketCounterTests
{
    [Fact]
    public void What_the_library_tells_is_counted_from_the_beginning_to_the_question()
    {
        using var meter = new Meter("Cohort");
        Counter<long> writes = meter.CreateCounter<long>("cohort.socket.writes");
        Counter<long> bytes = meter.CreateCounter<long>("cohort.socket.bytes");
        Counter<long> reads = meter.CreateCounter<long>("cohort.socket.reads");
        double deliveries = 10;
        writes.Add(1);
        using var counter = new SocketCounter(() => deliveries);

        writes.Add(1);
        bytes.Add(100);
        writes.Add(1);
        bytes.Add(50);
        reads.Add(7);
        deliveries = 30;

        Assert.Equal(new SocketUse(150, 2, 20), counter.Use);
    }
}

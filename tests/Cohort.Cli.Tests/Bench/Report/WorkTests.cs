using Cohort.Cli.Bench.Members;
using Cohort.Cli.Bench.Report;

namespace Cohort.Cli.Tests.Bench.Report;

public sealed class WorkTests
{
    private static readonly MemberSample[] s_samples =
    [
        Sample(deliveries: 3_000_000, seconds: 2, processor: 3, allocated: 9_000_000, peak: 80_000_000),
        Sample(deliveries: 1_000_000, seconds: 1, processor: 1, allocated: 7_000_000, peak: 90_000_000),
    ];

    [Fact]
    public void Rates_are_the_mean_over_the_members()
    {
        Figures figures = Work.Of(s_samples, size: 100);

        Assert.Equal(1_250_000, figures[Figure.MessagesPerSecond]);
        Assert.Equal(125, figures[Figure.MegabytesPerSecond]);
    }

    [Fact]
    public void Costs_are_those_of_all_processes_for_a_delivery_at_any_of_them()
    {
        Figures figures = Work.Of(s_samples, size: 100);

        Assert.Equal(1, figures[Figure.CpuSecondsPerMillion]);
        Assert.Equal(4, figures[Figure.AllocatedBytesPerMessage]);
        Assert.Equal(4, figures[Figure.GarbageCollections]);
    }

    [Fact]
    public void Memory_is_that_of_the_largest_process() =>
        Assert.Equal(90, Work.Of(s_samples, size: 100)[Figure.PeakMemoryMegabytes]);

    [Fact]
    public void Without_deliveries_there_is_no_cost_of_one()
    {
        Figures figures = Work.Of([Sample(0, 1, 1, 1, 1)], size: 100);

        Assert.Equal(0, figures[Figure.MessagesPerSecond]);
        Assert.Null(figures[Figure.CpuSecondsPerMillion]);
        Assert.Null(figures[Figure.AllocatedBytesPerMessage]);
    }

    [Fact]
    public void Bytes_and_writes_are_those_of_all_processes_for_a_message_that_all_of_them_deliver()
    {
        Figures figures = Work.OfSockets([new SocketUse(19_000, 300, 100), new SocketUse(2_000, 20, 100)]);

        Assert.Equal(210, figures[Figure.BytesPerMessage]);
        Assert.Equal(3.2, figures[Figure.WritesPerMessage]);
        Assert.Null(Work.OfSockets([new SocketUse(10, 1, 0), new SocketUse(10, 1, 0)])[Figure.WritesPerMessage]);
    }

    [Fact]
    public void A_sample_counts_from_the_one_before()
    {
        MemberSample sample = Sample(10, 5, 4, 300, 7).Since(Sample(4, 2, 1, 100, 6));

        Assert.Equal(6, sample.Deliveries);
        Assert.Equal(TimeSpan.FromSeconds(3), sample.Elapsed);
        Assert.Equal(TimeSpan.FromSeconds(3), sample.Processor);
        Assert.Equal(200, sample.Allocated);
        Assert.Equal(7, sample.PeakMemory);
        Assert.Equal(sample, MemberSample.From(sample.ToFrame()));
    }

    private static MemberSample Sample(double deliveries, int seconds, int processor, long allocated, long peak) =>
        new(
            deliveries,
            TimeSpan.FromSeconds(seconds),
            TimeSpan.FromSeconds(processor),
            allocated,
            Collections: 2,
            peak
        );
}

using Cohort.AspNetCore.Dashboard.Observing;
using Cohort.AspNetCore.Dashboard.Reports;

namespace Cohort.AspNetCore.Tests.Dashboard;

/// <summary>What was counted of latencies is near to what they were.</summary>
public sealed class LatencyCountsTests
{
    // A step is an eighth of a doubling, and its middle is told.
    private const double Near = 0.07;

    [Theory]
    [InlineData(0.000_002)]
    [InlineData(0.001)]
    [InlineData(0.75)]
    [InlineData(40)]
    public void A_latency_is_told_as_it_was_but_for_a_step(double seconds)
    {
        var counts = new LatencyCounts();
        counts.Add(seconds);
        LatencySummary told = counts.Take()!;
        Assert.Equal(1, told.Count);
        Assert.InRange(told.Median, seconds * 1000 * (1 - Near), seconds * 1000 * (1 + Near));
        Assert.Equal(told.Median, told.Longest);
    }

    [Fact]
    public void Half_are_below_the_median_and_a_hundredth_above_the_last_percentile()
    {
        var counts = new LatencyCounts();
        for (int number = 1; number <= 1000; number++)
            counts.Add(number / 1000.0);
        LatencySummary told = counts.Take()!;
        Assert.Equal(1000, told.Count);
        Assert.InRange(told.Median, 500 * (1 - Near), 500 * (1 + Near));
        Assert.InRange(told.Percentile99, 990 * (1 - Near), 990 * (1 + Near));
        Assert.InRange(told.Longest, 1000 * (1 - Near), 1000 * (1 + Near));
    }

    [Fact]
    public void What_was_told_is_forgotten_and_nothing_is_told_of_nothing()
    {
        var counts = new LatencyCounts();
        counts.Add(0.1);
        Assert.NotNull(counts.Take());
        Assert.Null(counts.Take());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(1e9)]
    public void What_cannot_be_is_counted_at_the_ends(double seconds)
    {
        var counts = new LatencyCounts();
        counts.Add(seconds);
        Assert.Equal(1, counts.Take()!.Count);
    }
}

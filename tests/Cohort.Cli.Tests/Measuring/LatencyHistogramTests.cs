using Cohort.Cli.Measuring;

namespace Cohort.Cli.Tests.Measuring;

public sealed class LatencyHistogramTests
{
    [Theory]
    [InlineData(0u)]
    [InlineData(1u)]
    [InlineData(127u)]
    [InlineData(128u)]
    [InlineData(255u)]
    [InlineData(256u)]
    [InlineData(1_000_000u)]
    [InlineData(uint.MaxValue)]
    public void A_single_latency_is_every_percentile(uint latency)
    {
        var histogram = new LatencyHistogram();
        histogram.Add(latency);

        Assert.Equal(latency, histogram.Percentile(0.01));
        Assert.Equal(latency, histogram.Percentile(1));
        Assert.Equal(latency, histogram.Largest);
    }

    [Fact]
    public void Percentiles_are_those_of_the_sorted_list_to_one_percent()
    {
        var random = new Random(1);
        uint[] latencies = [.. Enumerable.Range(0, 100_000).Select(_ => (uint)Math.Exp(random.NextDouble() * 18))];
        var histogram = new LatencyHistogram();
        foreach (uint latency in latencies)
            histogram.Add(latency);
        Array.Sort(latencies);

        foreach (double share in (double[])[0.001, 0.1, 0.5, 0.9, 0.99, 0.999, 1])
        {
            uint exact = latencies[(int)Math.Ceiling(share * latencies.Length) - 1];
            Assert.InRange(histogram.Percentile(share), exact, exact * 1.01);
        }
    }

    [Fact]
    public void Of_no_latencies_every_percentile_is_zero() => Assert.Equal(0u, new LatencyHistogram().Percentile(0.99));
}

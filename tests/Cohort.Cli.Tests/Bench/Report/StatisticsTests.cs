using Cohort.Cli.Bench.Report;

namespace Cohort.Cli.Tests.Bench.Report;

public sealed class StatisticsTests
{
    [Theory]
    [InlineData(new[] { 7.0 }, 7)]
    [InlineData(new[] { 9.0, 1, 5 }, 5)]
    [InlineData(new[] { 4.0, 1, 2, 100 }, 3)]
    public void The_median_stands_in_the_middle(double[] values, double expected) =>
        Assert.Equal(expected, Statistics.Median(values));

    [Fact]
    public void No_values_have_no_median() => Assert.Throws<ArgumentException>(() => Statistics.Median([]));

    [Theory]
    [InlineData(0.5, 50)]
    [InlineData(0.99, 99)]
    [InlineData(0.999, 100)]
    [InlineData(0.001, 1)]
    [InlineData(1, 100)]
    public void A_percentile_is_the_least_value_that_so_many_do_not_exceed(double share, double expected) =>
        Assert.Equal(
            expected,
            Statistics.Percentile([.. Enumerable.Range(1, 100).Select(value => (double)value)], share)
        );
}

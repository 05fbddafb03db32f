using Cohort.Cli.Bench.Report;

namespace Cohort.Cli.Tests.Bench.Report;

public sealed class BenchPointTests
{
    [Fact]
    public void A_figure_is_the_median_of_the_repetitions_with_the_least_and_the_most()
    {
        BenchPoint point = Settings.Throughput().Measured(Figure.MessagesPerSecond, 300, 100, 250);

        Assert.Equal(250, point[Figure.MessagesPerSecond]);
        Assert.Equal((100, 300), point.SpreadOf(Figure.MessagesPerSecond));
    }

    [Theory]
    [InlineData(Figure.ViewChangeMaxMs)]
    [InlineData(Figure.LongestPauseMs)]
    public void The_largest_of_all_is_the_largest_of_the_repetitions(object figure) =>
        Assert.Equal(9, Settings.Throughput().Measured((Figure)figure, 2, 9, 3)[(Figure)figure]);

    [Fact]
    public void What_was_not_measured_has_no_value_and_no_spread()
    {
        BenchPoint point = Settings.Throughput().Measured(Figure.MessagesPerSecond, 1);

        Assert.Null(point[Figure.LatencyP50Us]);
        Assert.Null(point.SpreadOf(Figure.LatencyP50Us));
    }

    [Fact]
    public void A_ratio_is_taken_where_both_sides_were_measured()
    {
        var figures = new Figures { [Figure.MessagesPerSecond] = 50, [Figure.FloorMessagesPerSecond] = 200 };

        figures.Divide(Figure.RatioToFloor, Figure.MessagesPerSecond, Figure.FloorMessagesPerSecond);
        figures.Divide(Figure.LatencyRatioToFloor, Figure.LatencyP50Us, Figure.FloorRoundTripP50Us);

        Assert.Equal(0.25, figures[Figure.RatioToFloor]);
        Assert.Null(figures[Figure.LatencyRatioToFloor]);
    }

    [Fact]
    public void Nothing_is_divided_by_nothing()
    {
        var figures = new Figures { [Figure.MessagesPerSecond] = 50, [Figure.FloorMessagesPerSecond] = 0 };

        figures.Divide(Figure.RatioToFloor, Figure.MessagesPerSecond, Figure.FloorMessagesPerSecond);

        Assert.Null(figures[Figure.RatioToFloor]);
    }
}

using Cohort.Cli.Bench.Plot;

namespace Cohort.Cli.Tests.Bench.Plot;

public sealed class AxisTests
{
    [Fact]
    public void Sizes_stand_where_their_logarithms_do_each_with_its_mark()
    {
        Axis axis = Axis.Sizes([64, 1024, 64, 16384]);

        Assert.Equal(["64 B", "1 KiB", "16 KiB"], axis.Ticks.Select(tick => tick.Label));
        Assert.Equal(0, axis.PlaceOf(64), 6);
        Assert.Equal(0.5, axis.PlaceOf(1024), 6);
        Assert.Equal(1, axis.PlaceOf(16384), 6);
    }

    [Fact]
    public void Members_stand_at_equal_distances()
    {
        Axis axis = Axis.Members([2, 9, 5]);

        Assert.Equal(["2", "5", "9"], axis.Ticks.Select(tick => tick.Label));
        Assert.Equal(3 / 7.0, axis.PlaceOf(5), 6);
    }

    [Fact]
    public void A_single_value_stands_in_the_middle()
    {
        Assert.Equal(0.5, Axis.Sizes([1024]).PlaceOf(1024), 6);
        Assert.Equal(0.5, Axis.Members([3]).PlaceOf(3), 6);
    }

    [Theory]
    [InlineData(new[] { 3.0, 40 }, new[] { "2", "5", "10", "20", "50" })]
    [InlineData(new[] { 1.0, 1 }, new[] { "1", "2" })]
    [InlineData(new[] { 20_000.0, 900_000 }, new[] { "20 k", "50 k", "100 k", "200 k", "500 k", "1 M" })]
    [InlineData(new[] { 0.03, 70 }, new[] { "0.01", "0.1", "1", "10", "100" })]
    public void Amounts_lie_between_round_marks(double[] amounts, string[] labels)
    {
        Axis axis = Axis.Amounts("µs", amounts);

        Assert.Equal(labels, axis.Ticks.Select(tick => tick.Label));
        Assert.All(amounts, amount => Assert.InRange(axis.PlaceOf(amount), 0, 1));
    }
}

using Cohort.Cli.Bench.Report;

namespace Cohort.Cli.Tests.Bench.Report;

public sealed class LatenciesTests
{
    [Fact]
    public void The_last_of_the_others_is_found_message_by_message()
    {
        Figures figures = Latencies.Of(
            own: [1, 2, 3],
            others:
            [
                [10, 20, 90],
                [40, 5, 6],
            ]
        );

        Assert.Equal(2, figures[Figure.LatencyP50Us]);
        Assert.Equal(40, figures[Figure.LastOtherP50Us]);
        Assert.Equal(90, figures[Figure.LastOtherP99Us]);
    }

    [Fact]
    public void A_message_that_one_of_them_has_not_counted_is_left_out()
    {
        Figures figures = Latencies.Of(
            own: [1, 2, 3],
            others:
            [
                [10, 20],
                [40, 5, 600],
            ]
        );

        Assert.Equal(40, figures[Figure.LastOtherP999Us]);
    }

    [Fact]
    public void Round_trips_are_the_floor()
    {
        Figures figures = Latencies.OfRoundTrips([30, 10, 20]);

        Assert.Equal(20, figures[Figure.FloorRoundTripP50Us]);
        Assert.Equal(30, figures[Figure.FloorRoundTripP99Us]);
    }

    [Fact]
    public void Small_messages_beside_large_ones_are_compared_with_those_sent_alone()
    {
        double[] quiet = [.. Enumerable.Range(1, 100).Select(value => (double)value)];

        Figures figures = Latencies.BesideBulk(quiet, [.. quiet.Select(value => value * 3)]);

        Assert.Equal((50, 99), (figures[Figure.LatencyP50Us], figures[Figure.LatencyP99Us]));
        Assert.Equal((150, 297), (figures[Figure.BesideP50Us], figures[Figure.BesideP99Us]));
        Assert.Equal(3, figures[Figure.BesideRatioP99]);
    }
}

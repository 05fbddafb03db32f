using System.Diagnostics;
using Cohort.Cli.Demo;

namespace Cohort.Cli.Tests.Demo;

public sealed class RecoveriesTests
{
    private readonly Recoveries _recoveries = new(groups: 2);

    [Fact]
    public void It_is_over_with_the_first_answer_of_the_last_group()
    {
        _recoveries.Answered(0, At(1)); // nothing had failed
        _recoveries.Begin(At(10));
        _recoveries.Answered(0, At(15));
        _recoveries.Answered(0, At(16));
        Assert.True(_recoveries.IsUnderWay);
        Assert.Empty(_recoveries.Durations);

        _recoveries.Answered(1, At(30));
        _recoveries.Answered(1, At(99));

        Assert.False(_recoveries.IsUnderWay);
        Assert.Equal(20, Math.Round(Assert.Single(_recoveries.Durations).TotalMilliseconds));
    }

    [Fact]
    public void Each_failure_needs_answers_of_its_own()
    {
        _recoveries.Begin(At(10));
        _recoveries.Answered(0, At(11));
        _recoveries.Begin(At(20));
        _recoveries.Answered(1, At(22));
        Assert.True(_recoveries.IsUnderWay);

        _recoveries.Answered(0, At(25));

        Assert.Equal(5, Math.Round(Assert.Single(_recoveries.Durations).TotalMilliseconds));
    }

    private static long At(int milliseconds) => milliseconds * Stopwatch.Frequency / 1000;
}

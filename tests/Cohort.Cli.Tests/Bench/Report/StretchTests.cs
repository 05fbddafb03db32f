using System.Diagnostics;
using Cohort.Cli.Bench.Members;
using Cohort.Cli.Bench.Report;

namespace Cohort.Cli.Tests.Bench.Report;

public sealed class StretchTests
{
    private static readonly Stretch s_quiet = new([At(0, 0), At(0, 0)], [At(1, 5000), At(2, 10_000)]);
    private static readonly Stretch s_beside = new([At(2, 10_000), At(2, 8000)], [At(4, 11_000, 70), At(4, 8200, 90)]);

    [Fact]
    public void The_rate_is_the_mean_over_the_members_each_in_its_own_time()
    {
        Assert.Equal(5000, s_quiet.Rate, 6);
        Assert.Equal(300, s_beside.Rate, 6);
    }

    [Fact]
    public void A_slow_member_is_seen_in_the_rate_the_lag_and_the_memory()
    {
        Figures figures = s_beside.ToFigures(s_quiet, slow: 0, size: 1000);

        Assert.Equal(300, figures[Figure.MessagesPerSecond]!.Value, 6);
        Assert.Equal(0.3, figures[Figure.MegabytesPerSecond]!.Value, 6);
        Assert.Equal(5000, figures[Figure.QuietMessagesPerSecond]!.Value, 6);
        Assert.Equal(0.06, figures[Figure.RatioToQuiet]!.Value, 6);
        Assert.Equal(2800, figures[Figure.LagMessages]);
        Assert.Equal(90, figures[Figure.PeakMemoryMegabytes]);
        Assert.Equal(70, figures[Figure.SlowPeakMemoryMegabytes]);
    }

    [Fact]
    public void Large_messages_are_counted_only_in_the_stretches_that_are_added()
    {
        var work = new BulkWork();
        work.Add([Bulk(0, 0), Bulk(0, 0)], [Bulk(1, 300_000_000), Bulk(1, 100_000_000)]);
        work.Add([Bulk(9, 900_000_000), Bulk(9, 900_000_000)], [Bulk(10, 1_000_000_000), Bulk(10, 1_000_000_000)]);

        Figures figures = work.ToFigures([At(10, 0, 70), At(10, 0, 90)]);

        Assert.Equal(150, figures[Figure.BulkMegabytesPerSecond]!.Value, 6);
        Assert.Equal(90, figures[Figure.PeakMemoryMegabytes]);
    }

    [Fact]
    public void Progress_comes_from_a_process_as_it_was_told()
    {
        var progress = new Progress(1.5, 2, 3, 4, 5);

        Assert.Equal(progress, Progress.From(progress.ToFrame()));
    }

    private static Progress At(int seconds, double deliveries, long megabytes = 0) =>
        new(deliveries, 0, seconds * Stopwatch.Frequency, megabytes * 1_000_000, 0);

    private static Progress Bulk(int seconds, long bytes) => new(0, bytes, seconds * Stopwatch.Frequency, 0, 0);
}

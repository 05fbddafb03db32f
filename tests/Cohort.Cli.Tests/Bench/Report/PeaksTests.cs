using Cohort.Cli.Bench;
using Cohort.Cli.Bench.Report;

namespace Cohort.Cli.Tests.Bench.Report;

public sealed class PeaksTests
{
    private readonly Peaks _peaks = new();

    [Fact]
    public void Each_number_of_clients_is_compared_with_the_best_so_far_repetition_by_repetition()
    {
        Assert.Equal([1, 1], Ratios(clients: 64, 100, 200));
        Assert.Equal([1, 1], Ratios(clients: 640, 400, 200));
        Assert.Equal([0.5, 0.25], Ratios(clients: 6400, 200, 50));
    }

    [Fact]
    public void Other_sizes_are_another_matter()
    {
        Ratios(clients: 64, 100);

        BenchPoint larger = Setting(64, size: 1024).Measured(Figure.MessagesPerSecond, 10);
        _peaks.Compare(larger);

        Assert.Equal(1, larger[Figure.RatioToPeak]);
        Assert.Equal(10, larger[Figure.PeakMessagesPerSecond]);
    }

    private IEnumerable<double?> Ratios(int clients, params double[] rates)
    {
        BenchPoint point = Setting(clients).Measured(Figure.MessagesPerSecond, rates);
        _peaks.Compare(point);
        return point.Repetitions.Select(figures => figures[Figure.RatioToPeak]);
    }

    private static Setting Setting(int clients, int size = 64) =>
        Settings.Throughput(size: size) with
        {
            Mode = BenchMode.Overload,
            Outstanding = clients,
        };
}

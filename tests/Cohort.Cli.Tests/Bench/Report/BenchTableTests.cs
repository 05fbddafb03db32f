using Cohort.Cli.Bench;
using Cohort.Cli.Bench.Report;

namespace Cohort.Cli.Tests.Bench.Report;

public sealed class BenchTableTests
{
    [Fact]
    public void Each_mode_has_one_heading_and_each_point_a_row_below_it()
    {
        Setting latency = Settings.Throughput() with { Mode = BenchMode.Latency };

        string[] lines = Lines(
            hasFloor: false,
            Settings.Throughput(size: 64).Measured(Figure.MessagesPerSecond, 1_234_567),
            Settings.Throughput(size: 1024).Measured(Figure.MessagesPerSecond, 7_654_321),
            latency.Measured(Figure.LatencyP50Us, 41.5)
        );

        int throughput = Assert.Single(Where(lines, "throughput, Total/Stable"));
        int first = Assert.Single(Where(lines, "1,234,567"));
        int second = Assert.Single(Where(lines, "7,654,321"));
        int heading = Assert.Single(Where(lines, "latency, Total/Stable"));
        int third = Assert.Single(Where(lines, "41.5"));
        Assert.True(throughput < first && first + 1 == second && second < heading && heading < third);
    }

    [Fact]
    public void Each_thing_that_a_group_has_to_bear_has_a_heading_of_its_own()
    {
        Setting fairness = Settings.Throughput() with { Mode = BenchMode.Fairness, Beside = Neighbour.Bulk };

        string[] lines = Lines(
            hasFloor: false,
            fairness.Measured(Figure.BesideRatioP99, 7.77),
            (fairness with { Beside = Neighbour.Slow }).Measured(Figure.LagMessages, 4_321)
        );

        int bulk = Assert.Single(Where(lines, "ratio of p99"));
        int slow = Assert.Single(Where(lines, "behind  "));
        Assert.Contains("7.77", lines[bulk + 1], StringComparison.Ordinal);
        Assert.Contains("4,321", lines[slow + 1], StringComparison.Ordinal);
    }

    [Fact]
    public void The_columns_stand_below_their_headings()
    {
        string[] lines = Lines(hasFloor: false, Settings.Throughput().Measured(Figure.MessagesPerSecond, 1_234_567));

        int heading = Assert.Single(Where(lines, "msgs/s  "));
        Assert.Equal(EndOf(lines[heading], "msgs/s"), EndOf(lines[heading + 1], "1,234,567"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void The_floor_has_columns_where_it_was_measured(bool hasFloor)
    {
        string[] lines = Lines(hasFloor, Settings.Throughput().Measured(Figure.MessagesPerSecond, 1));

        Assert.Equal(hasFloor, Where(lines, "floor MB/s").Any());
    }

    private static string[] Lines(bool hasFloor, params BenchPoint[] points)
    {
        var output = new StringWriter();
        var table = new BenchTable(output, hasFloor);
        foreach (BenchPoint point in points)
            table.Write(point);
        return output.ToString().Split(Environment.NewLine);
    }

    private static IEnumerable<int> Where(string[] lines, string text) =>
        Enumerable.Range(0, lines.Length).Where(line => lines[line].Contains(text, StringComparison.Ordinal));

    private static int EndOf(string line, string text) => line.IndexOf(text, StringComparison.Ordinal) + text.Length;
}

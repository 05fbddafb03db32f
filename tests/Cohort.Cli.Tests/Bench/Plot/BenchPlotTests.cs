using System.Xml.Linq;
using Cohort.Cli.Bench;
using Cohort.Cli.Bench.Plot;
using Cohort.Cli.Bench.Report;

namespace Cohort.Cli.Tests.Bench.Plot;

public sealed class BenchPlotTests
{
    [Fact]
    public void Sizes_make_curves_and_bare_sockets_are_dashed()
    {
        BenchPoint[] points =
        [
            .. new[] { 64, 1024, 65536 }.Select(size => new BenchPoint(
                Settings.Throughput(size: size),
                [new Figures { [Figure.MegabytesPerSecond] = size, [Figure.FloorMegabytesPerSecond] = 2 * size }]
            )),
        ];

        Chart chart = Assert.Single(Charts.Of(points));

        Assert.Equal(["3 members", "3 members, bare sockets"], chart.Curves.Select(curve => curve.Name));
        Assert.Equal([false, true], chart.Curves.Select(curve => curve.IsFloor));
        Assert.Equal(chart.Curves[0].Look, chart.Curves[1].Look);
        Assert.Equal([64, 1024, 65536], chart.Curves[0].Dots.Select(dot => dot.Y));
        XElement[] lines = [.. Elements(BenchPlot.Draw(points), "polyline")];
        Assert.Equal(["none", "5 4"], lines.Select(line => line.Attribute("stroke-dasharray")!.Value));
        Assert.All(lines, line => Assert.Equal(3, line.Attribute("points")!.Value.Split(' ').Length));
    }

    [Fact]
    public void Two_sweeps_make_charts_over_sizes_and_over_members_without_lonely_dots()
    {
        IEnumerable<Setting> settings =
        [
            .. Enumerable.Range(2, 4).Select(members => Settings.Throughput(members, 1024)),
            Settings.Throughput(3, 64),
            Settings.Throughput(3, 4096),
        ];

        IReadOnlyList<Chart> charts = Charts.Of([
            .. settings.Select(setting => setting.Measured(Figure.MessagesPerSecond, setting.Members)),
        ]);

        Assert.Equal(["3 members", "1 KiB"], charts.Select(chart => Assert.Single(chart.Curves).Name));
        Assert.Equal([3, 4], charts.Select(chart => chart.Curves[0].Dots.Count));
    }

    [Fact]
    public void A_dot_shows_the_median_and_how_far_the_repetitions_lie_apart()
    {
        Chart chart = Assert.Single(Charts.Of([Settings.Throughput().Measured(Figure.MessagesPerSecond, 10, 40, 20)]));

        Assert.Equal(new Dot(64, 20, 10, 40), Assert.Single(Assert.Single(chart.Curves).Dots));
    }

    [Fact]
    public void What_was_measured_once_beside_a_sweep_of_something_else_has_a_chart_of_its_own()
    {
        Setting latency = Settings.Throughput() with { Mode = BenchMode.Latency, Senders = 1, Outstanding = 1 };

        IReadOnlyList<Chart> charts = Charts.Of([
            Settings.Throughput(size: 64).Measured(Figure.MessagesPerSecond, 2),
            Settings.Throughput(size: 128).Measured(Figure.MessagesPerSecond, 3),
            latency.Measured(Figure.LatencyP50Us, 40),
        ]);

        Assert.Equal(["3 members", "3 members, p50"], charts.Select(chart => Assert.Single(chart.Curves).Name));
    }

    [Fact]
    public void Senders_are_named_where_they_differ()
    {
        Setting all = Settings.Throughput();

        Chart chart = Assert.Single(
            Charts.Of([
                all.Measured(Figure.MessagesPerSecond, 2),
                (all with { Senders = 1 }).Measured(Figure.MessagesPerSecond, 3),
            ])
        );

        Assert.Equal(["3 members, all send", "3 members, 1 of them send"], chart.Curves.Select(curve => curve.Name));
    }

    [Fact]
    public void The_picture_names_its_axes_and_curves()
    {
        string svg = BenchPlot.Draw([
            Settings.Throughput(2).Measured(Figure.LatencyP50Us, 100),
            Settings.Throughput(3).Measured(Figure.LatencyP50Us, 120),
        ]);

        string[] texts = [.. Elements(svg, "text").Select(text => text.Value)];
        Assert.Contains("members", texts);
        Assert.Contains("µs (logarithmic)", texts);
        Assert.Contains("64 B, p50", texts);
        Assert.Contains("2", texts);
        Assert.Contains("3", texts);
    }

    private static IEnumerable<XElement> Elements(string svg, string name) =>
        XDocument.Parse(svg).Descendants().Where(element => element.Name.LocalName == name);
}

using Cohort.Cli.Bench.Report;

namespace Cohort.Cli.Bench.Plot;

/// <summary>Chooses which charts show what was measured: over sizes and over members, where there are
/// several.</summary>
internal static class Charts
{
    private static readonly Line[] s_megabytes =
    [
        new("", Figure.MegabytesPerSecond),
        new("bare sockets", Figure.FloorMegabytesPerSecond, IsFloor: true),
    ];
    private static readonly Line[] s_messages =
    [
        new("", Figure.MessagesPerSecond),
        new("bare sockets", Figure.FloorMessagesPerSecond, IsFloor: true),
    ];
    private static readonly Line[] s_processor =
    [
        new("", Figure.CpuSecondsPerMillion),
        new("bare sockets", Figure.FloorCpuSecondsPerMillion, IsFloor: true),
    ];
    private static readonly Line[] s_latency =
    [
        new("p50", Figure.LatencyP50Us),
        new("p99", Figure.LatencyP99Us),
        new("p99.9", Figure.LatencyP999Us, IsDetail: true),
        new("raw round trip, p50", Figure.FloorRoundTripP50Us, IsFloor: true),
    ];

    /// <summary>The charts of points. There is none where nothing was measured that curves are drawn of.</summary>
    public static IReadOnlyList<Chart> Of(IReadOnlyList<BenchPoint> points)
    {
        bool hasMembers = points.Select(point => point.Setting.Members).Distinct().Count() > 1;
        bool hasSizes = points.Select(point => point.Setting.Size).Distinct().Count() > 1;
        Sweep sizes = Sweep.OverSizes(points);
        Sweep members = Sweep.OverMembers(points);
        var charts = new List<Chart?>();
        if (hasSizes || !hasMembers)
        {
            charts.Add(sizes.Chart("Delivered at each member: MB/s", "MB/s, 10^6 bytes", s_megabytes));
            charts.Add(sizes.Chart("Delivered at each member: messages a second", "messages/s", s_messages));
            charts.Add(sizes.Chart("Latency, one message under way", "µs", s_latency));
        }
        if (hasMembers)
        {
            charts.Add(members.Chart("Delivered at each member: messages a second", "messages/s", s_messages));
            charts.Add(members.Chart("Processor time for a delivery, all processes together", "µs", s_processor));
            charts.Add(members.Chart("Latency, one message under way", "µs", s_latency));
        }
        return [.. charts.OfType<Chart>()];
    }
}

/// <summary>A figure that is drawn as a line.</summary>
/// <param name="Name">What it is beside others of the same setting; empty where it needs no name.</param>
/// <param name="Figure">The figure.</param>
/// <param name="IsFloor">Whether it is one of bare sockets.</param>
/// <param name="IsDetail">Whether it is left out where there are many lines.</param>
internal sealed record Line(string Name, Figure Figure, bool IsFloor = false, bool IsDetail = false);

using System.Globalization;

namespace Cohort.Cli.Bench.Report;

/// <summary>The report for people: a table for each mode, which grows as points are measured.</summary>
/// <param name="output">Where it goes.</param>
/// <param name="hasFloor">Whether bare sockets were measured too.</param>
internal sealed class BenchTable(TextWriter output, bool hasFloor)
{
    private const string Gap = "  ";

    private readonly string[] _legend =
    [
        "msgs/s and MB/s (10^6) are delivered at each member; µs CPU is of all processes, for a delivery at one of them;",
        "B alloc is in a process, for a delivery to it; wire B is written by all together, for a message. Medians.",
    ];
    private BenchMode? _mode;

    /// <summary>Writes a point, below a heading where its mode is a new one.</summary>
    public void Write(BenchPoint point)
    {
        Column[] columns = [.. Columns(point.Setting.Mode)];
        if (_mode != point.Setting.Mode)
            WriteHeading(point.Setting, columns);
        _mode = point.Setting.Mode;
        output.WriteLine(string.Join(Gap, columns.Select(column => column.Show(point).PadLeft(WidthOf(column)))));
    }

    private void WriteHeading(Setting setting, Column[] columns)
    {
        if (_mode is not null)
            output.WriteLine();
        output.WriteLine($"{setting.Mode.Word()}, {setting.Order}/{setting.Delivery}");
        foreach (string line in setting.Mode is BenchMode.Throughput or BenchMode.Growth ? _legend : [])
            output.WriteLine(line);
        output.WriteLine(string.Join(Gap, columns.Select(column => column.Heading.PadLeft(WidthOf(column)))));
    }

    private static int WidthOf(Column column) => Math.Max(column.Width, column.Heading.Length);

    private IEnumerable<Column> Columns(BenchMode mode) =>
        mode switch
        {
            BenchMode.Throughput => [.. Sizes, .. Throughput, .. Floor(ThroughputFloor)],
            BenchMode.Latency => [.. Sizes, .. Latency, .. LatencyCosts, .. Floor(LatencyFloor)],
            BenchMode.Growth => [.. Sizes, .. Throughput, .. Floor(ThroughputFloor), .. Latency],
            _ => ViewChange,
        };

    private IEnumerable<Column> Floor(IEnumerable<Column> columns) => hasFloor ? columns : [];

    private static readonly Column[] Sizes =
    [
        new("members", point => $"{point.Setting.Members}"),
        new("senders", point => $"{point.Setting.Senders}"),
        new("size B", point => point.Setting.Size.ToString("N0", CultureInfo.InvariantCulture), 10),
    ];

    private static readonly Column[] Throughput =
    [
        Column.Of("msgs/s", Figure.MessagesPerSecond, 0, 11),
        Column.Spread("(min–max)", Figure.MessagesPerSecond, 0, 21),
        Column.Of("MB/s", Figure.MegabytesPerSecond, 1, 8),
        Column.Of("µs CPU", Figure.CpuSecondsPerMillion, 2, 9),
        Column.Of("B alloc", Figure.AllocatedBytesPerMessage, 1, 11),
        Column.Of("GCs", Figure.GarbageCollections, 0, 5),
        Column.Of("wire B", Figure.BytesPerMessage, 1, 11),
        Column.Of("peak MB", Figure.PeakMemoryMegabytes, 0),
    ];

    private static readonly Column[] ThroughputFloor =
    [
        Column.Of("floor MB/s", Figure.FloorMegabytesPerSecond, 1),
        Column.Of("floor µs CPU", Figure.FloorCpuSecondsPerMillion, 3),
        Column.Of("ratio", Figure.RatioToFloor, 3),
    ];

    private static readonly Column[] Latency =
    [
        Column.Of("p50 µs", Figure.LatencyP50Us, 1, 9),
        Column.Spread("(min–max)", Figure.LatencyP50Us, 1, 15),
        Column.Of("p99 µs", Figure.LatencyP99Us, 1, 9),
        Column.Of("p99.9 µs", Figure.LatencyP999Us, 1, 9),
        Column.Of("last other p50 µs", Figure.LastOtherP50Us, 1),
        Column.Of("p99 µs", Figure.LastOtherP99Us, 1, 9),
    ];

    private static readonly Column[] LatencyCosts =
    [
        Column.Of("msgs/s", Figure.MessagesPerSecond, 0, 9),
        Column.Of("B alloc", Figure.AllocatedBytesPerMessage, 1),
    ];

    private static readonly Column[] LatencyFloor =
    [
        Column.Of("raw p50 µs", Figure.FloorRoundTripP50Us, 1),
        Column.Of("p99 µs", Figure.FloorRoundTripP99Us, 1, 9),
        Column.Of("ratio", Figure.LatencyRatioToFloor, 2),
        Column.Of("last other", Figure.LastOtherRatioToFloor, 2),
    ];

    private static readonly Column[] ViewChange =
    [
        new("members", point => $"{point.Setting.Members}"),
        new("event", point => $"{point.Setting.Event}".ToLowerInvariant()),
        new("load", point => $"{point.Setting.Load}".ToLowerInvariant(), 7),
        new("state B", point => point.Setting.StateBytes.ToString("N0", CultureInfo.InvariantCulture), 11),
        Column.Of("view p50 ms", Figure.ViewChangeP50Ms, 1),
        Column.Of("max ms", Figure.ViewChangeMaxMs, 1, 8),
        Column.Of("state held p50 ms", Figure.StateHeldP50Ms, 1),
        Column.Of("pause p50 ms", Figure.PauseP50Ms, 1),
        Column.Of("longest ms", Figure.LongestPauseMs, 1),
    ];
}

using Cohort.Cli.Output;

namespace Cohort.Cli.Bench.Report;

/// <summary>The report for people: a table for each mode, which grows as points are measured.</summary>
/// <param name="output">Where it goes.</param>
/// <param name="hasFloor">Whether bare sockets were measured too.</param>
internal sealed class BenchTable(TextWriter output, bool hasFloor)
{
    private const string Gap = "  ";

    private BenchMode? _mode;
    private Neighbour? _beside;

    /// <summary>Writes a point, below a heading where its mode is a new one.</summary>
    public void Write(BenchPoint point)
    {
        Column[] columns = [.. Columns(point.Setting)];
        if (_mode != point.Setting.Mode || _beside != point.Setting.Beside)
            WriteHeading(point.Setting, columns);
        (_mode, _beside) = (point.Setting.Mode, point.Setting.Beside);
        output.WriteLine(string.Join(Gap, columns.Select(column => column.Show(point).PadLeft(WidthOf(column)))));
    }

    private void WriteHeading(Setting setting, Column[] columns)
    {
        if (_mode is not null)
            output.WriteLine();
        output.WriteLine($"{setting.Mode.Word()}, {setting.Order}/{setting.Delivery}");
        foreach (string line in Legend(setting))
            output.WriteLine(line);
        output.WriteLine(string.Join(Gap, columns.Select(column => column.Heading.PadLeft(WidthOf(column)))));
    }

    private IEnumerable<string> Legend(Setting setting)
    {
        BenchMode mode = setting.Mode;
        if (mode is BenchMode.Throughput or BenchMode.Growth)
        {
            yield return "msgs/s, MB/s (10^6): delivered at each member; µs CPU: of all, for a delivery at one of them;";
            yield return "B alloc: in a process, for a delivery to it; wire B: written to sockets by all, for a message;";
            yield return "writes: how often they write for that";
        }
        if (mode is BenchMode.Latency or BenchMode.Growth)
            yield return "latency: from the send to the sender's own handler, or to that of the last other member";
        if (setting.IsDurable && hasFloor)
        {
            yield return "all members' logs are on one disk: the floor is what each of as many processes appends to it at best,";
            yield return "and for latency a raw round trip with one sync of one process alone (ratio to both)";
        }
        if (setting.Beside == Neighbour.Bulk)
            yield return "small messages, one at a time, to their sender: alone, and beside large ones";
        if (setting.Beside == Neighbour.Slow)
            yield return "msgs/s at each member, before and while one handler is slow; behind: last member, in messages";
        if (mode == BenchMode.Overload)
            yield return "clients at each member wait for their own messages; of peak: of the highest rate so far";
        if (mode == BenchMode.ViewChange)
            yield return "from kill -9, or the request to leave or join, to the new view at the last member that goes on";
        if (mode == BenchMode.Groups)
            yield return "idle groups of three of the processes; views: from kill -9 of one to each group at each other member";
    }

    private static int WidthOf(Column column) => Math.Max(column.Width, column.Heading.Length);

    private IEnumerable<Column> Columns(Setting setting) =>
        setting.Mode switch
        {
            BenchMode.Fairness => setting.Beside == Neighbour.Bulk ? s_besideBulk : s_besideSlow,
            BenchMode.Overload => s_overload,
            BenchMode.Groups => s_groups,
            BenchMode.Throughput => [.. s_senders, .. s_rates, .. s_costs, .. Floor(s_throughputFloor)],
            BenchMode.Latency =>
            [
                .. s_sizes,
                .. s_latency,
                .. s_lastOther,
                .. Floor(s_latencyFloor),
                .. Floor(setting.IsDurable ? s_syncFloor : []),
                s_allocated,
            ],
            BenchMode.Growth =>
            [
                .. s_senders,
                .. s_rates,
                .. Floor(s_throughputFloor),
                .. s_latency,
                .. Floor(s_latencyFloor),
            ],
            _ => s_viewChange,
        };

    private IEnumerable<Column> Floor(IEnumerable<Column> columns) => hasFloor ? columns : [];

    private static readonly Column[] s_sizes =
    [
        new("members", point => $"{point.Setting.Members}"),
        new("size", point => ByteCount.Show(point.Setting.Size), 7),
    ];

    private static readonly Column[] s_senders =
    [
        s_sizes[0],
        new("senders", point => $"{point.Setting.Senders}"),
        s_sizes[1],
    ];

    private static readonly Column s_allocated = Column.Of("B alloc", Figure.AllocatedBytesPerMessage, 1, 9);

    private static readonly Column[] s_rates =
    [
        Column.Of("msgs/s", Figure.MessagesPerSecond, 0, 10),
        Column.Spread(Figure.MessagesPerSecond),
        Column.Of("MB/s", Figure.MegabytesPerSecond, 1, 7),
        Column.Of("µs CPU", Figure.CpuSecondsPerMillion, 2, 7),
        s_allocated,
    ];

    private static readonly Column[] s_costs =
    [
        Column.Of("GCs", Figure.GarbageCollections, 0, 4),
        Column.Of("wire B", Figure.BytesPerMessage, 1, 9),
        Column.Of("writes", Figure.WritesPerMessage, 3),
        Column.Of("peak MB", Figure.PeakMemoryMegabytes, 0),
    ];

    private static readonly Column[] s_throughputFloor =
    [
        Column.Of("floor MB/s", Figure.FloorMegabytesPerSecond, 1),
        Column.Of("µs CPU", Figure.FloorCpuSecondsPerMillion, 3, 7),
        Column.Of("ratio", Figure.RatioToFloor, 3),
    ];

    private static readonly Column[] s_latency =
    [
        Column.Of("p50 µs", Figure.LatencyP50Us, 1, 8),
        Column.Spread(Figure.LatencyP50Us),
        Column.Of("p99", Figure.LatencyP99Us, 1, 8),
        Column.Of("p99.9", Figure.LatencyP999Us, 1, 8),
    ];

    private static readonly Column[] s_lastOther =
    [
        Column.Of("last other p50", Figure.LastOtherP50Us, 1),
        Column.Of("p99", Figure.LastOtherP99Us, 1, 8),
    ];

    private static readonly Column[] s_latencyFloor =
    [
        Column.Of("raw p50 µs", Figure.FloorRoundTripP50Us, 1),
        Column.Of("p99", Figure.FloorRoundTripP99Us, 1, 7),
        Column.Of("ratio", Figure.LatencyRatioToFloor, 2),
        Column.Of("last other", Figure.LastOtherRatioToFloor, 2),
    ];

    private static readonly Column[] s_syncFloor =
    [
        Column.Of("fsync p50 µs", Figure.FloorFsyncP50Us, 1),
        Column.Of("of all at once", Figure.FloorFsyncTogetherP50Us, 1),
        Column.Of("ratio to both", Figure.RatioToFloor, 2),
    ];

    private static readonly Column[] s_besideBulk =
    [
        .. s_sizes,
        new("bulk", point => ByteCount.Show(point.Setting.BulkBytes), 7),
        .. s_latency,
        Column.Of("beside p50", Figure.BesideP50Us, 1),
        Column.Of("p99", Figure.BesideP99Us, 1, 8),
        Column.Of("p99.9", Figure.BesideP999Us, 1, 8),
        Column.Of("ratio of p99", Figure.BesideRatioP99, 2),
        Column.Of("bulk MB/s", Figure.BulkMegabytesPerSecond, 1),
        Column.Of("peak MB", Figure.PeakMemoryMegabytes, 0),
    ];

    private static readonly Column[] s_besideSlow =
    [
        .. s_sizes,
        new("slow ms", point => $"{point.Setting.Slow.TotalMilliseconds}"),
        new("by", point => $"{point.Setting.SlowBy}".ToLowerInvariant(), 8),
        Column.Of("quiet msgs/s", Figure.QuietMessagesPerSecond, 0),
        Column.Of("msgs/s", Figure.MessagesPerSecond, 0, 10),
        Column.Spread(Figure.MessagesPerSecond),
        Column.Of("ratio", Figure.RatioToQuiet, 4),
        Column.Of("behind", Figure.LagMessages, 0, 9),
        Column.Of("peak MB", Figure.PeakMemoryMegabytes, 0),
        Column.Of("of the slow", Figure.SlowPeakMemoryMegabytes, 0),
    ];

    private static readonly Column[] s_overload =
    [
        .. s_sizes,
        new("clients", point => $"{point.Setting.Outstanding}"),
        .. s_rates,
        .. s_latency,
        Column.Of("of peak", Figure.RatioToPeak, 3),
        Column.Of("peak MB", Figure.PeakMemoryMegabytes, 0),
    ];

    private static readonly Column[] s_groups =
    [
        new("processes", point => $"{point.Setting.Members}"),
        new("groups", point => $"{point.Setting.Groups}", 7),
        Column.Of("formed ms", Figure.GroupsFormedMs, 0, 9),
        Column.Of("B a group", Figure.HeapBytesPerGroup, 0, 9),
        Column.Of("idle B/s", Figure.IdleBytesPerSecond, 0, 9),
        Column.Of("idle CPU %", Figure.IdleProcessorPercent, 2),
        Column.Of("views p50 ms", Figure.GroupsViewP50Ms, 1),
        Column.Of("last", Figure.GroupsViewMaxMs, 1, 8),
    ];

    private static readonly Column[] s_viewChange =
    [
        s_sizes[0],
        new("event", point => $"{point.Setting.Event}".ToLowerInvariant()),
        new("load", point => $"{point.Setting.Load}".ToLowerInvariant(), 7),
        new("state", point => ByteCount.Show(point.Setting.StateBytes), 7),
        Column.Of("view p50 ms", Figure.ViewChangeP50Ms, 1),
        Column.Of("max", Figure.ViewChangeMaxMs, 1, 7),
        Column.Of("state held p50 ms", Figure.StateHeldP50Ms, 1),
        Column.Of("pause p50 ms", Figure.PauseP50Ms, 1),
        Column.Of("longest", Figure.LongestPauseMs, 1),
    ];
}

using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Cohort.Runtime.Observation;

/// <summary>
/// The instruments that are told of what happens, when it happens. One meter serves all nodes of the process: exporters take two meters of
/// one name for the same, and lose what is told by one when the other is gone. They hold nothing of any node; tags tell whose a measurement is.
/// </summary>
internal static class Instruments
{
    // From a tenth of a millisecond, which is a message on one machine, to what is as long as a failure takes.
    private static readonly double[] s_seconds =
    [
        0.0001,
        0.00025,
        0.0005,
        0.001,
        0.0025,
        0.005,
        0.01,
        0.025,
        0.05,
        0.1,
        0.25,
        0.5,
        1,
        2.5,
        5,
        10,
        30,
        60,
    ];

    private static readonly long[] s_counts = [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024, 2048];

    /// <summary>All instruments are of it.</summary>
    public static Meter Meter { get; } = new(CohortTelemetry.MeterName, VersionOf(typeof(Instruments)));

    /// <summary>All activities are of it.</summary>
    public static ActivitySource Activities { get; } =
        new(CohortTelemetry.ActivitySourceName, VersionOf(typeof(Instruments)));

    public static Histogram<double> DeliveryLatency { get; } =
        Duration("cohort.delivery.latency", "From the call that sends a message to its delivery at its sender");

    public static Histogram<double> HandlerDuration { get; } =
        Duration("cohort.handler.duration", "Duration of a call of the handler of messages");

    public static Histogram<double> FlushDuration { get; } =
        Duration("cohort.flush.duration", "From the call of FlushAsync to its completion");

    public static Histogram<double> ViewChangeDuration { get; } =
        Duration("cohort.view.change.duration", "From when a member stops working in a view to the next view");

    public static Histogram<double> JoinDuration { get; } =
        Duration(
            "cohort.join.duration",
            "From the call of JoinAsync to the first view in which the member holds the state"
        );

    public static Histogram<double> StateTransferDuration { get; } =
        Duration(
            "cohort.state.transfer.duration",
            "From when a joiner begins to wait for the state to the state being loaded"
        );

    public static Histogram<double> LogSyncDuration { get; } =
        Duration("cohort.log.sync.duration", "Duration of a sync of the log to the disk (fsync)");

    public static Histogram<long> BatchMessages { get; } =
        Meter.CreateHistogram<long>(
            "cohort.batch.messages",
            "{message}",
            "Messages of a member that its node takes at once",
            advice: new InstrumentAdvice<long> { HistogramBucketBoundaries = s_counts }
        );

    public static Counter<long> SocketWrites { get; } =
        Meter.CreateCounter<long>("cohort.socket.writes", "{write}", "Writes to sockets");

    public static Counter<long> SocketReads { get; } =
        Meter.CreateCounter<long>("cohort.socket.reads", "{read}", "Reads from sockets that brought something");

    public static Counter<long> SocketBytesWritten { get; } =
        Meter.CreateCounter<long>("cohort.socket.bytes", "By", "Bytes written to sockets");

    public static Counter<long> SocketBytesRead { get; } =
        Meter.CreateCounter<long>("cohort.socket.bytes.read", "By", "Bytes read from sockets");

    /// <summary>Whether anybody wants to know of each message that is sent what becomes of it.</summary>
    public static bool FollowsSends => DeliveryLatency.Enabled || Activities.HasListeners();

    /// <summary>Whether anybody wants to know of each call of a handler.</summary>
    public static bool WatchesHandlers => HandlerDuration.Enabled || Activities.HasListeners();

    private static Histogram<double> Duration(string name, string description) =>
        Meter.CreateHistogram<double>(
            name,
            "s",
            description,
            advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = s_seconds }
        );

    private static string? VersionOf(Type type) => type.Assembly.GetName().Version?.ToString(3);
}

using System.Text.Json;

namespace Cohort.Cli.Bench.Report;

/// <summary>
/// What can be measured. In JSON each figure stands under its own name in camel case, which is a contract; null where a
/// mode has none. Each is the median over the repetitions, except where it says that it is the largest.
/// </summary>
internal enum Figure
{
    /// <summary>Messages delivered a second at each member: the mean over the members. A message counts once at each,
    /// the sender included.</summary>
    MessagesPerSecond,

    /// <summary>Their bytes, in units of 10^6.</summary>
    MegabytesPerSecond,

    /// <summary>From <see cref="Group.SendAsync"/> to the handler of the sender itself: the median, in
    /// microseconds.</summary>
    LatencyP50Us,

    /// <summary>The same, not exceeded by 99 % of the messages.</summary>
    LatencyP99Us,

    /// <summary>The same, not exceeded by 99.9 % of the messages.</summary>
    LatencyP999Us,

    /// <summary>Managed bytes that a process allocates for a message that is delivered to it. Sending its share of the
    /// messages is part of it.</summary>
    AllocatedBytesPerMessage,

    /// <summary>Processor time of all processes, kernel included, for a million deliveries at any of them.</summary>
    CpuSecondsPerMillion,

    /// <summary>What bare sockets deliver at each of as many processes, with the batches that suit them best. Of <c>Durable</c>
    /// messages: what each of as many processes appends to the disk that they share, with the batches that suit it best.</summary>
    FloorMegabytesPerSecond,

    /// <summary>A raw round trip of a message's size between two processes: the median, in microseconds.</summary>
    FloorRoundTripP50Us,

    /// <summary>
    /// What the group delivers a second as a part of what bare sockets do. Where only latency is measured: the latency
    /// as a multiple of the raw round trip. Both from the same repetition. Of <c>Durable</c> messages: as a part of what as many
    /// processes append to the disk; and the latency as a multiple of one sync and one raw round trip.
    /// </summary>
    RatioToFloor,

    /// <summary>As <see cref="MessagesPerSecond"/>, of bare sockets.</summary>
    FloorMessagesPerSecond,

    /// <summary>As <see cref="CpuSecondsPerMillion"/>, of bare sockets.</summary>
    FloorCpuSecondsPerMillion,

    /// <summary>How many bytes bare sockets write at a time, or go to the disk with one sync, where that is fastest.</summary>
    FloorBatchBytes,

    /// <summary>A raw round trip, not exceeded by 99 % of them.</summary>
    FloorRoundTripP99Us,

    /// <summary>A raw round trip, not exceeded by 99.9 % of them.</summary>
    FloorRoundTripP999Us,

    /// <summary><see cref="LatencyP50Us"/> as a multiple of <see cref="FloorRoundTripP50Us"/>.</summary>
    LatencyRatioToFloor,

    /// <summary>From <see cref="Group.SendAsync"/> to the handler of the last of the other members: the median, in
    /// microseconds. The processes share a clock.</summary>
    LastOtherP50Us,

    /// <summary>The same, not exceeded by 99 % of the messages.</summary>
    LastOtherP99Us,

    /// <summary>The same, not exceeded by 99.9 % of the messages.</summary>
    LastOtherP999Us,

    /// <summary><see cref="LastOtherP50Us"/> as a multiple of <see cref="FloorRoundTripP50Us"/>.</summary>
    LastOtherRatioToFloor,

    /// <summary>Garbage collections of all processes together.</summary>
    GarbageCollections,

    /// <summary>Bytes that all processes together write to sockets for a message.</summary>
    BytesPerMessage,

    /// <summary>How often all processes together write to sockets for a message.</summary>
    WritesPerMessage,

    /// <summary>The most memory that a process has had resident, in units of 10^6 bytes; of the largest
    /// process.</summary>
    PeakMemoryMegabytes,

    /// <summary>From the kill, or the request to leave or join, to the new view at the last of the members that were
    /// there before and go on: the median, in milliseconds.</summary>
    ViewChangeP50Ms,

    /// <summary>The same: the largest.</summary>
    ViewChangeMaxMs,

    /// <summary>From the request to join to the view in which the joiner holds the state, at the last member: the
    /// median, in milliseconds.</summary>
    StateHeldP50Ms,

    /// <summary>The longest that any client of a member that goes on was without an answer: the median over the
    /// changes, in milliseconds.</summary>
    PauseP50Ms,

    /// <summary>The same: the largest.</summary>
    LongestPauseMs,

    /// <summary><see cref="LatencyP50Us"/> while another group of the same processes carries large messages.</summary>
    BesideP50Us,

    /// <summary>The same, not exceeded by 99 % of the messages.</summary>
    BesideP99Us,

    /// <summary>The same, not exceeded by 99.9 % of the messages.</summary>
    BesideP999Us,

    /// <summary><see cref="BesideP99Us"/> as a multiple of <see cref="LatencyP99Us"/>.</summary>
    BesideRatioP99,

    /// <summary>What of the large messages each member delivers a second, in units of 10^6 bytes: the mean.</summary>
    BulkMegabytesPerSecond,

    /// <summary>What <see cref="MessagesPerSecond"/> was before one member's handler became slow.</summary>
    QuietMessagesPerSecond,

    /// <summary>What is left of it.</summary>
    RatioToQuiet,

    /// <summary>How many messages the slowest member is behind the fastest.</summary>
    LagMessages,

    /// <summary>As <see cref="PeakMemoryMegabytes"/>, of the slow member.</summary>
    SlowPeakMemoryMegabytes,

    /// <summary>The highest <see cref="MessagesPerSecond"/> of all numbers of clients up to this one.</summary>
    PeakMessagesPerSecond,

    /// <summary>What is left of it with this many clients.</summary>
    RatioToPeak,

    /// <summary>From the start of the processes until all their groups have all their members, in milliseconds.</summary>
    GroupsFormedMs,

    /// <summary>Managed bytes that a process keeps for each idle group that it is a member of; what it knows of those that it
    /// is not a member of is shared out among them.</summary>
    HeapBytesPerGroup,

    /// <summary>Bytes a second that all processes together write to sockets while nothing happens.</summary>
    IdleBytesPerSecond,

    /// <summary>What all processes together use of one processor while nothing happens, kernel included, in
    /// percent.</summary>
    IdleProcessorPercent,

    /// <summary>From the kill of a process to the new view of a group at a member of it that goes on: the median over all
    /// these, in milliseconds.</summary>
    GroupsViewP50Ms,

    /// <summary>The same: to the last of them.</summary>
    GroupsViewMaxMs,

    /// <summary>A message's bytes appended to a file that was made ahead of time, and synced, by one process alone: the median, in
    /// microseconds.</summary>
    FloorFsyncP50Us,

    /// <summary>The same, not exceeded by 99 % of them.</summary>
    FloorFsyncP99Us,

    /// <summary>As <see cref="FloorFsyncP50Us"/>, while as many processes do so as there are members: they share a disk, and so
    /// do these.</summary>
    FloorFsyncTogetherP50Us,
}

/// <summary>What figures are called, and how those of several repetitions become one.</summary>
internal static class FigureNames
{
    /// <summary>Every figure there is, in the order of the report.</summary>
    public static IReadOnlyList<Figure> All { get; } = Enum.GetValues<Figure>();

    /// <summary>The name in JSON.</summary>
    public static string JsonName(this Figure figure) => JsonNamingPolicy.CamelCase.ConvertName(figure.ToString());

    /// <summary>One figure for several repetitions.</summary>
    public static double Summarize(this Figure figure, IReadOnlyList<double> values) =>
        figure is Figure.ViewChangeMaxMs or Figure.LongestPauseMs or Figure.GroupsViewMaxMs
            ? values.Max()
            : Statistics.Median(values);
}

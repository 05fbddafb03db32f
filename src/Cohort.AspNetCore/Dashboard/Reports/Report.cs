namespace Cohort.AspNetCore.Dashboard.Reports;

/// <summary>What a node tells the others, and its pages, of itself. Times are milliseconds of the Unix epoch by that node's own clock.</summary>
internal sealed record Report
{
    /// <summary>The name of the node.</summary>
    public required string Node { get; init; }

    /// <summary>Tells it from what ran there before.</summary>
    public required string Incarnation { get; init; }

    /// <summary>When it was sent.</summary>
    public required double SentAt { get; init; }

    /// <summary>Whether somebody has a page of it open, for which the others are to tell as well.</summary>
    public bool Watches { get; init; }

    /// <summary>Whether a page was opened just now: the others are to tell what happened before.</summary>
    public bool AsksForHistory { get; init; }

    /// <summary>The groups whose diagrams its pages show.</summary>
    public IReadOnlyList<string> Diagrams { get; init; } = [];

    /// <summary>How it stands; null where this report does not say.</summary>
    public NodeSummary? Summary { get; init; }

    /// <summary>What has happened at it since the last report, or lately.</summary>
    public IReadOnlyList<ClusterEvent> Events { get; init; } = [];

    /// <summary>The lives of messages, for the diagrams.</summary>
    public IReadOnlyList<LifeBatch> Lives { get; init; } = [];
}

/// <summary>How a node stands.</summary>
/// <param name="Address">Where others reach it.</param>
/// <param name="Status">What it is doing.</param>
/// <param name="Reason">What it waits for, for people.</param>
/// <param name="StartedAt">Since when it is observed.</param>
/// <param name="MemoryBytes">What its process takes of the machine's memory.</param>
/// <param name="SocketBytes">Bytes that it has written to sockets and read from them while it was watched.</param>
/// <param name="Groups">Its memberships, the root group among them: the first <see cref="ReportLimits.Groups"/>.</param>
/// <param name="OmittedGroups">How many more there are.</param>
/// <param name="Peers">What it sees of the other nodes.</param>
internal sealed record NodeSummary(
    string Address,
    string Status,
    string Reason,
    double StartedAt,
    long MemoryBytes,
    long SocketBytes,
    IReadOnlyList<GroupSummary> Groups,
    int OmittedGroups,
    IReadOnlyList<PeerSummary> Peers
);

/// <summary>What a node sees of another.</summary>
/// <param name="Node">That node.</param>
/// <param name="DelayMilliseconds">The least time lately from when that one has sent a report to its arrival here. The difference of the two
/// clocks is in it.</param>
/// <param name="HeardAt">When the last report came.</param>
internal sealed record PeerSummary(string Node, double DelayMilliseconds, double HeardAt);

/// <summary>How a membership stands.</summary>
internal sealed record GroupSummary
{
    public required string Name { get; init; }

    /// <summary>What the membership is doing: <c>active</c>, <c>changing</c> …</summary>
    public required string Status { get; init; }

    /// <summary>Why, for people.</summary>
    public required string Reason { get; init; }

    /// <summary>The formation of the group.</summary>
    public required string Formation { get; init; }

    /// <summary>The number of the view.</summary>
    public required ulong View { get; init; }

    /// <summary>The last view that all are known to have installed.</summary>
    public required ulong? StableView { get; init; }

    /// <summary>The members, in rank order: the first <see cref="ReportLimits.Members"/>.</summary>
    public required IReadOnlyList<MemberSummary> Members { get; init; }

    /// <summary>How many members there are.</summary>
    public required int MemberCount { get; init; }

    /// <summary>Membership changes that are under way, as far as is known here.</summary>
    public required int Pending { get; init; }

    public required long WindowBytes { get; init; }

    public required long WindowLimit { get; init; }

    /// <summary>Messages that wait for the window, or for a view.</summary>
    public required int Waiting { get; init; }

    /// <summary>Messages that this member has sent since it is one.</summary>
    public long Sent { get; init; }

    public long SentBytes { get; init; }

    /// <summary>Messages that were delivered to it.</summary>
    public long Delivered { get; init; }

    public long DeliveredBytes { get; init; }

    /// <summary>Messages that were delivered and not handled.</summary>
    public long Queue { get; init; }

    /// <summary>From sending to delivery, of this member's own messages since the last summary; null where there were none.</summary>
    public LatencySummary? Latency { get; init; }
}

/// <summary>A member as another one sees it.</summary>
/// <param name="Name">Its node.</param>
/// <param name="Address">Where others reach it.</param>
/// <param name="HoldsState">Whether it has the state of the group.</param>
/// <param name="IsSuspected">Whether the one that tells suspects it.</param>
/// <param name="RowLag">Items of all streams that the one that tells has, and that this one is not known to have.</param>
/// <param name="Unreceived">Messages of the one that tells that it has not received.</param>
/// <param name="Unhandled">Such that it has received and not handled.</param>
/// <param name="WaitedSeconds">How long it has been keeping sends of the one that tells waiting.</param>
internal sealed record MemberSummary(
    string Name,
    string Address,
    bool HoldsState,
    bool IsSuspected,
    long RowLag,
    int Unreceived,
    int Unhandled,
    double WaitedSeconds
);

/// <summary>How long messages have taken, in milliseconds.</summary>
internal sealed record LatencySummary(long Count, double Median, double Percentile99, double Longest);

using System.Collections.Immutable;
using Cohort.Protocol;

namespace Cohort.Simulation.Histories;

/// <summary>The process begins with an empty folder: the log of its host was refused, since it was damaged or could not be read.</summary>
public sealed record LogReplaced(TimeSpan At, ProcessId Process) : HistoryEvent(At, Process);

/// <summary>The process has opened the log of its host. What that has on the disk follows, as <see cref="LogSynced"/>; of views that
/// are not mentioned it has nothing.</summary>
public sealed record LogOpened(TimeSpan At, ProcessId Process) : HistoryEvent(At, Process);

/// <summary>So much of each stream of a view is on the disk of the process.</summary>
public sealed record LogSynced(
    TimeSpan At,
    ProcessId Process,
    GroupId Formation,
    ViewNumber View,
    ImmutableArray<ulong> Row
) : HistoryEvent(At, Process)
{
    /// <summary>Whether the process was not in the view, and has it from another's log.</summary>
    public bool IsMissed { get; init; }
}

/// <summary>What the process had missed of a group, up to a view in which it joined, is on its disk, whole; it goes on from what the disk
/// had of the group before.</summary>
public sealed record LogHasDifference(TimeSpan At, ProcessId Process, GroupId Formation, ViewNumber View)
    : HistoryEvent(At, Process);

/// <summary>The process has put into its log that a formation goes on where another one ended, whose members had all died: in that view,
/// of which so much counts.</summary>
public sealed record LogContinues(
    TimeSpan At,
    ProcessId Process,
    GroupId Formation,
    GroupId Of,
    ViewNumber View,
    ImmutableArray<ulong> Cut
) : HistoryEvent(At, Process);

/// <summary>A state of a group that the process was given is on its disk, whole; it contains all before the view, and so much of that.</summary>
public sealed record LogHasState(
    TimeSpan At,
    ProcessId Process,
    GroupId Formation,
    ViewNumber View,
    ImmutableArray<ulong> Delivered
) : HistoryEvent(At, Process);

/// <summary>The machine has come to a view of a group that keeps a log; the application may hear of it later.</summary>
public sealed record LoggedViewBegan(
    TimeSpan At,
    ProcessId Process,
    string Group,
    GroupId Formation,
    ViewNumber Number,
    ImmutableArray<Member> Members
) : GroupEvent(At, Process, Group);

/// <summary>The machine has delivered a <c>Durable</c> message; the application may hear of it later.</summary>
public sealed record DurableDelivered(TimeSpan At, ProcessId Process, string Group, GroupId Formation, MessageId Id)
    : GroupEvent(At, Process, Group)
{
    /// <summary>The number that its sender gave it.</summary>
    public ulong Number { get; init; }

    /// <summary>Its place in the total order; 0 where it has none.</summary>
    public ulong Place { get; init; }
}

/// <summary>The machine goes on from a log, and begins with the state that it has: this contains all before the view of a formation, and so
/// much of that. What was delivered behind it follows.</summary>
public sealed record ReplayBegan(
    TimeSpan At,
    ProcessId Process,
    string Group,
    GroupId Formation,
    ViewNumber View,
    ImmutableArray<ulong> Delivered
) : GroupEvent(At, Process, Group);

/// <summary>The machine delivers a message again that it has in the log it goes on from.</summary>
public sealed record MessageReplayed(TimeSpan At, ProcessId Process, string Group, ulong Number)
    : GroupEvent(At, Process, Group)
{
    /// <summary>The formation in which it was sent; null where that is not known. Numbers may be given again in a later life.</summary>
    public GroupId? Formation { get; init; }
}

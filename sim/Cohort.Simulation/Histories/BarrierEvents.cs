namespace Cohort.Simulation.Histories;

/// <summary>A client comes to a barrier, and waits for the others.</summary>
/// <param name="Arrival">Identifies it in the whole history.</param>
/// <param name="Barrier">The name of the barrier.</param>
/// <param name="Participants">How many take part.</param>
/// <param name="Breaks">Whether it breaks where one is gone.</param>
public sealed record BarrierReached(
    TimeSpan At,
    ProcessId Process,
    string Group,
    ulong Arrival,
    string Barrier,
    int Participants,
    bool Breaks
) : ToolEvent(At, Process, Group);

/// <summary>A client was told that all have come.</summary>
/// <param name="Arrival">Which.</param>
/// <param name="Phase">Which phase is over.</param>
public sealed record BarrierPassed(TimeSpan At, ProcessId Process, string Group, ulong Arrival, ulong Phase)
    : ToolEvent(At, Process, Group);

/// <summary>A client was told that the barrier has broken.</summary>
public sealed record BarrierBroke(TimeSpan At, ProcessId Process, string Group, ulong Arrival)
    : ToolEvent(At, Process, Group);

/// <summary>A client waits no more: it has withdrawn, or its membership has ended in which it waited.</summary>
public sealed record BarrierGivenUp(TimeSpan At, ProcessId Process, string Group, ulong Arrival)
    : ToolEvent(At, Process, Group);

/// <summary>What a replica makes of an arrival, in the order of the group.</summary>
public enum ArrivalChange
{
    /// <summary>It waits.</summary>
    Taken,

    /// <summary>It waits no more, for all have come.</summary>
    LetGo,

    /// <summary>It waits no more, or does not begin to, for the barrier has broken.</summary>
    Broken,

    /// <summary>It waits no more, since its client has withdrawn.</summary>
    Withdrawn,
}

/// <summary>A replica has changed what it knows of an arrival.</summary>
/// <param name="Formation">The formation of the group.</param>
/// <param name="View">The view that the replica has installed, or is installing.</param>
/// <param name="Updates">How many updates the replica has made, counting the one that has changed it.</param>
/// <param name="IsByView">Whether the view has changed it, and no update.</param>
/// <param name="Arrival">Which arrival.</param>
/// <param name="Change">How.</param>
/// <param name="Phase">Where it is let go, which phase is over.</param>
public sealed record ArrivalChanged(
    TimeSpan At,
    ProcessId Process,
    string Group,
    GroupId Formation,
    ViewNumber View,
    ulong Updates,
    bool IsByView,
    ulong Arrival,
    ArrivalChange Change,
    ulong Phase
) : ToolEvent(At, Process, Group);

/// <summary>A replica of the barriers has been told of a view.</summary>
/// <param name="Formation">The formation of the group.</param>
/// <param name="View">The view.</param>
/// <param name="Updates">How many updates the replica had made.</param>
public sealed record BarriersSawView(
    TimeSpan At,
    ProcessId Process,
    string Group,
    GroupId Formation,
    ViewNumber View,
    ulong Updates
) : ToolEvent(At, Process, Group);

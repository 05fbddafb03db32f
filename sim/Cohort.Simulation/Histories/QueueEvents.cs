namespace Cohort.Simulation.Histories;

/// <summary>A client wants an item of the queue, and waits for it as long as that takes.</summary>
/// <param name="Wish">Identifies it in the whole history.</param>
public sealed record ItemWanted(TimeSpan At, ProcessId Process, string Group, ulong Wish)
    : ToolEvent(At, Process, Group);

/// <summary>A client has got an item.</summary>
/// <param name="Wish">Which wish is fulfilled.</param>
/// <param name="Item">The item.</param>
public sealed record ItemTaken(TimeSpan At, ProcessId Process, string Group, ulong Wish, long Item)
    : ToolEvent(At, Process, Group);

/// <summary>A client waits no more: it has lost its patience, or nobody can tell it what has become of its wish.</summary>
/// <param name="Wish">Which.</param>
public sealed record WishGivenUp(TimeSpan At, ProcessId Process, string Group, ulong Wish)
    : ToolEvent(At, Process, Group)
{
    /// <summary>Whether it will be known what has become of it: what it is given all the same is given back.</summary>
    public bool IsKnown { get; init; }
}

/// <summary>A replica has put an item into the queue.</summary>
/// <param name="Formation">The formation of the group.</param>
/// <param name="Updates">How many updates the replica has made, counting this one.</param>
/// <param name="Item">The item.</param>
public sealed record ItemPut(TimeSpan At, ProcessId Process, string Group, GroupId Formation, ulong Updates, long Item)
    : ToolEvent(At, Process, Group);

/// <summary>A replica has put an item before all others that somebody was given who waited no more.</summary>
/// <param name="Formation">The formation of the group.</param>
/// <param name="Updates">How many updates the replica has made, counting this one.</param>
/// <param name="Item">The item.</param>
public sealed record ItemGivenBack(
    TimeSpan At,
    ProcessId Process,
    string Group,
    GroupId Formation,
    ulong Updates,
    long Item
) : ToolEvent(At, Process, Group);

/// <summary>A replica has taken an item out of the queue for a client.</summary>
/// <param name="Formation">The formation of the group.</param>
/// <param name="Updates">How many updates the replica has made, counting this one.</param>
/// <param name="Item">The item.</param>
/// <param name="Wish">For whom.</param>
public sealed record ItemGiven(
    TimeSpan At,
    ProcessId Process,
    string Group,
    GroupId Formation,
    ulong Updates,
    long Item,
    ulong Wish
) : ToolEvent(At, Process, Group);

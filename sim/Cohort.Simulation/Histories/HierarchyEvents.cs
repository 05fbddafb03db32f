namespace Cohort.Simulation.Histories;

/// <summary>An event of a membership in a hierarchical group.</summary>
public abstract record HierarchyEvent(TimeSpan At, ProcessId Process, string Group) : GroupEvent(At, Process, Group);

/// <summary>A process has become a member of a hierarchical group: a new one, whatever it was before.</summary>
/// <param name="Leaf">The formation of its leaf.</param>
public sealed record HierarchyJoined(TimeSpan At, ProcessId Process, string Group, GroupId Leaf)
    : HierarchyEvent(At, Process, Group);

/// <summary>It is no member any more, for now or for good.</summary>
public sealed record HierarchyLeft(TimeSpan At, ProcessId Process, string Group) : HierarchyEvent(At, Process, Group);

/// <summary>A member sent to the whole hierarchical group. Payload identifies the message in the whole history.</summary>
public sealed record HierarchySent(TimeSpan At, ProcessId Process, string Group, ulong Payload, Order Order)
    : HierarchyEvent(At, Process, Group);

/// <summary>A member got a message of the hierarchical group. Intact is false where the bytes were not those sent.</summary>
/// <param name="Sender">The member that sent it, in its leaf.</param>
/// <param name="Parent">The formation of the parent that the position counts in.</param>
/// <param name="Position">Its position in the one order of all; 0 where it came before it had one.</param>
public sealed record HierarchyDelivered(
    TimeSpan At,
    ProcessId Process,
    string Group,
    ulong Payload,
    bool Intact,
    MemberId Sender,
    Order Order,
    GroupId Parent,
    ulong Position
) : HierarchyEvent(At, Process, Group);

/// <summary>A member was told that what follows does not go on from what came before.</summary>
public sealed record HierarchyGap(TimeSpan At, ProcessId Process, string Group) : HierarchyEvent(At, Process, Group);

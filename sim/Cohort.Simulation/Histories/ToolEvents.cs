namespace Cohort.Simulation.Histories;

/// <summary>An event of a group whose members have replicated objects of the toolkit.</summary>
public abstract record ToolEvent(TimeSpan At, ProcessId Process, string Group) : GroupEvent(At, Process, Group);

/// <summary>A process's replicas have begun, with the group or with a state that they were given.</summary>
/// <param name="Formation">The formation of the group.</param>
public sealed record ReplicaBegan(TimeSpan At, ProcessId Process, string Group, GroupId Formation)
    : ToolEvent(At, Process, Group);

/// <summary>A client, at a member or at a process that is none, calls an update or a read of an object.</summary>
/// <param name="Operation">Identifies the call in the whole history.</param>
/// <param name="Object">The object's name.</param>
/// <param name="Kind">What it is: register, counter or queue; or, of the toolkit's collections, dictionary, set, tally (its counter)
/// or settings.</param>
/// <param name="Call">What is asked: read, write, add, enqueue or dequeue; of a collection also version, count, add-if-absent,
/// get-or-add, remove or compare-and-set.</param>
/// <param name="Argument">The argument, where the call has one.</param>
public sealed record UpdateCalled(
    TimeSpan At,
    ProcessId Process,
    string Group,
    ulong Operation,
    string Object,
    string Kind,
    string Call,
    long Argument
) : ToolEvent(At, Process, Group)
{
    /// <summary>Of what in the object, where it has keys; 0 where it has none.</summary>
    public long Key { get; init; }

    /// <summary>What a comparison expects: a value, or the version of a setting.</summary>
    public long Expected { get; init; }
}

/// <summary>A call has returned.</summary>
/// <param name="Operation">Which.</param>
/// <param name="Result">What it returned; null for an empty queue, for what is not there, and for an update that
/// threw. Yes and no are 1 and 0; a setting that does
/// not have the expected version returns the one that it has, below zero.</param>
public sealed record UpdateReturned(TimeSpan At, ProcessId Process, string Group, ulong Operation, long? Result)
    : ToolEvent(At, Process, Group);

/// <summary>A call has ended without an answer: nobody can tell its caller what it came to.</summary>
public sealed record UpdateGivenUp(TimeSpan At, ProcessId Process, string Group, ulong Operation)
    : ToolEvent(At, Process, Group)
{
    /// <summary>Whether it was said that it has not been made, and never will be.</summary>
    public bool IsExcluded { get; init; }
}

/// <summary>A replica has made an update, or has read for a client that is no member.</summary>
/// <param name="Formation">The formation of the group.</param>
/// <param name="Operation">Which.</param>
/// <param name="Updates">How many updates the replica has made, counting this one.</param>
/// <param name="Position">Its position in the order of the group.</param>
/// <param name="Result">What it returned.</param>
/// <param name="StateHash">A digest of the whole state behind it.</param>
public sealed record UpdateMade(
    TimeSpan At,
    ProcessId Process,
    string Group,
    GroupId Formation,
    ulong Operation,
    ulong Updates,
    ulong Position,
    long? Result,
    ulong StateHash
) : ToolEvent(At, Process, Group)
{
    /// <summary>Whether it was made from a log, where it may have been made before.</summary>
    public bool IsReplayed { get; init; }
}

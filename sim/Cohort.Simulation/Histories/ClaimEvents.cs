namespace Cohort.Simulation.Histories;

/// <summary>A client of a process asks for a lock or a permit, or stands for an election.</summary>
/// <param name="Claim">Identifies the claim in the whole history: one that is made again is another one.</param>
/// <param name="Object">The name of the lock, the semaphore or the election.</param>
/// <param name="Mode">How: exclusive, shared, permit or leader.</param>
/// <param name="Permits">How many permits a semaphore has; 0 where it is none.</param>
/// <param name="Lease">For how long it is to be held at most; zero for as long as it likes.</param>
public sealed record ClaimAsked(
    TimeSpan At,
    ProcessId Process,
    string Group,
    ulong Claim,
    string Object,
    string Mode,
    int Permits,
    TimeSpan Lease
) : ToolEvent(At, Process, Group);

/// <summary>The client was told that what it asked for is its own.</summary>
/// <param name="Claim">Which claim.</param>
/// <param name="Number">The number of the grant: a fencing token, or a term.</param>
public sealed record ClaimHeld(TimeSpan At, ProcessId Process, string Group, ulong Claim, ulong Number)
    : ToolEvent(At, Process, Group);

/// <summary>The client was told that it may not be its own any more.</summary>
/// <param name="Claim">Which claim.</param>
/// <param name="Why">What it was told.</param>
public sealed record ClaimLost(TimeSpan At, ProcessId Process, string Group, ulong Claim, string Why)
    : ToolEvent(At, Process, Group);

/// <summary>The client has given it back.</summary>
public sealed record ClaimReturned(TimeSpan At, ProcessId Process, string Group, ulong Claim)
    : ToolEvent(At, Process, Group);

/// <summary>The client does not wait for it any more: it was refused, taken back, or lost with a membership.</summary>
public sealed record ClaimGivenUp(TimeSpan At, ProcessId Process, string Group, ulong Claim)
    : ToolEvent(At, Process, Group);

/// <summary>A process has heard that it is no member, or that it cannot tell whether it is; and its clients, what that
/// means for them.</summary>
public sealed record MembershipDoubted(TimeSpan At, ProcessId Process, string Group) : ToolEvent(At, Process, Group);

/// <summary>What a replica makes of a claim, in the order of the group.</summary>
public enum ClaimChange
{
    /// <summary>It has its place.</summary>
    Queued,

    /// <summary>It was granted.</summary>
    Granted,

    /// <summary>Its lease began anew.</summary>
    Renewed,

    /// <summary>Its lease is over.</summary>
    Expired,

    /// <summary>It is over for another reason.</summary>
    Ended,
}

/// <summary>A replica has changed a claim.</summary>
/// <param name="Formation">The formation of the group.</param>
/// <param name="Claim">Which claim.</param>
/// <param name="Change">How.</param>
/// <param name="Number">Of a grant, its number; of a renewal, which it is.</param>
/// <param name="Position">The position in the order of the group.</param>
public sealed record ClaimChanged(
    TimeSpan At,
    ProcessId Process,
    string Group,
    GroupId Formation,
    ulong Claim,
    ClaimChange Change,
    ulong Number,
    ulong Position
) : ToolEvent(At, Process, Group);

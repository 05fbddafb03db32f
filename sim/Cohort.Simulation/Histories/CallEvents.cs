using System.Collections.Immutable;

namespace Cohort.Simulation.Histories;

/// <summary>An event of the calls to the members of a group with tools.</summary>
public abstract record MemberCallEvent(TimeSpan At, ProcessId Process, string Group) : GroupEvent(At, Process, Group);

/// <summary>A member of a group with tools has installed a view.</summary>
/// <param name="Formation">The formation of the group.</param>
/// <param name="Number">The number of the view.</param>
/// <param name="Members">The members in rank order.</param>
public sealed record ToolViewInstalled(
    TimeSpan At,
    ProcessId Process,
    string Group,
    GroupId Formation,
    ViewNumber Number,
    ImmutableArray<Member> Members
) : MemberCallEvent(At, Process, Group);

/// <summary>A process has heard that it is no member any more, for now or for good.</summary>
public sealed record ToolMembershipLost(TimeSpan At, ProcessId Process, string Group)
    : MemberCallEvent(At, Process, Group);

/// <summary>A process calls the members, or one of them.</summary>
/// <param name="Call">Identifies the call in the whole history.</param>
/// <param name="Wanted">How many values it waits for: All, None, Majority or Count(n).</param>
/// <param name="Target">The member that it is for; null where it is for all.</param>
public sealed record MembersCalled(
    TimeSpan At,
    ProcessId Process,
    string Group,
    ulong Call,
    string Wanted,
    MemberId? Target
) : MemberCallEvent(At, Process, Group);

/// <summary>A call is delivered to its caller.</summary>
/// <param name="Call">Which.</param>
/// <param name="Formation">The formation of the group.</param>
/// <param name="View">The view that it counts as delivered in.</param>
/// <param name="Expected">The members that are to reply, with blanks between.</param>
public sealed record MembersCallDelivered(
    TimeSpan At,
    ProcessId Process,
    string Group,
    ulong Call,
    GroupId Formation,
    ViewNumber View,
    string Expected
) : MemberCallEvent(At, Process, Group);

/// <summary>A member executes a call.</summary>
/// <param name="Call">Which.</param>
/// <param name="Member">Which member its process is.</param>
/// <param name="Formation">The formation of the group.</param>
/// <param name="View">The view that it is delivered in.</param>
/// <param name="Result">What it returns, now or later; null where it throws.</param>
public sealed record MethodRan(
    TimeSpan At,
    ProcessId Process,
    string Group,
    ulong Call,
    MemberId Member,
    GroupId Formation,
    ViewNumber View,
    long? Result
) : MemberCallEvent(At, Process, Group);

/// <summary>A caller is told what a member came to.</summary>
/// <param name="Call">Which call.</param>
/// <param name="From">The member.</param>
/// <param name="Outcome">Value, Threw or Gone.</param>
/// <param name="Value">The value, where there is one.</param>
public sealed record MemberReplied(
    TimeSpan At,
    ProcessId Process,
    string Group,
    ulong Call,
    MemberId From,
    string Outcome,
    long? Value
) : MemberCallEvent(At, Process, Group);

/// <summary>A call has ended: there is what was wanted, or it cannot come any more; one without replies was accepted.</summary>
/// <param name="Call">Which.</param>
/// <param name="WasReached">Whether there is what was wanted.</param>
/// <param name="Unanswered">How many have yet to reply.</param>
public sealed record MembersCallSettled(
    TimeSpan At,
    ProcessId Process,
    string Group,
    ulong Call,
    bool WasReached,
    int Unanswered
) : MemberCallEvent(At, Process, Group);

/// <summary>A call has ended without an outcome, because its caller is no member any more.</summary>
/// <param name="Call">Which.</param>
/// <param name="Failure">PutOut, Ended or NotSent.</param>
public sealed record MembersCallFailed(TimeSpan At, ProcessId Process, string Group, ulong Call, string Failure)
    : MemberCallEvent(At, Process, Group);

/// <summary>A caller waits for a call no longer.</summary>
public sealed record MembersCallAbandoned(TimeSpan At, ProcessId Process, string Group, ulong Call)
    : MemberCallEvent(At, Process, Group);

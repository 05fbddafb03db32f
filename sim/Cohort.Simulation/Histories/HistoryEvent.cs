using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Cohort.Protocol;

namespace Cohort.Simulation.Histories;

/// <summary>
/// Something that happened at one process, as its application saw it. A history is a list of these; the events of one
/// process stand in the order in which they happened there, and the checkers rely on nothing else (the times are for
/// people). A simulated run and a run of real processes leave the same kind of history.
/// </summary>
/// <param name="At">When, on a clock that all share as well as it can be had.</param>
/// <param name="Process">Where.</param>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "event")]
[JsonDerivedType(typeof(ProcessStarted), nameof(ProcessStarted))]
[JsonDerivedType(typeof(ProcessCrashed), nameof(ProcessCrashed))]
[JsonDerivedType(typeof(ProcessPaused), nameof(ProcessPaused))]
[JsonDerivedType(typeof(ProcessResumed), nameof(ProcessResumed))]
[JsonDerivedType(typeof(ClockSetBack), nameof(ClockSetBack))]
[JsonDerivedType(typeof(LinkCut), nameof(LinkCut))]
[JsonDerivedType(typeof(LinkRestored), nameof(LinkRestored))]
[JsonDerivedType(typeof(MessageSent), nameof(MessageSent))]
[JsonDerivedType(typeof(MessageAccepted), nameof(MessageAccepted))]
[JsonDerivedType(typeof(MessageRejected), nameof(MessageRejected))]
[JsonDerivedType(typeof(MessageDelivered), nameof(MessageDelivered))]
[JsonDerivedType(typeof(ViewInstalled), nameof(ViewInstalled))]
[JsonDerivedType(typeof(StateReplaced), nameof(StateReplaced))]
[JsonDerivedType(typeof(LeaveRequested), nameof(LeaveRequested))]
[JsonDerivedType(typeof(FlushCompleted), nameof(FlushCompleted))]
[JsonDerivedType(typeof(StatusChanged), nameof(StatusChanged))]
[JsonDerivedType(typeof(MembershipEnded), nameof(MembershipEnded))]
[JsonDerivedType(typeof(OperationCalled), nameof(OperationCalled))]
[JsonDerivedType(typeof(OperationReturned), nameof(OperationReturned))]
[JsonDerivedType(typeof(OperationGivenUp), nameof(OperationGivenUp))]
[JsonDerivedType(typeof(CallExecuted), nameof(CallExecuted))]
[JsonDerivedType(typeof(ViewDiffused), nameof(ViewDiffused))]
[JsonDerivedType(typeof(MessageDiffused), nameof(MessageDiffused))]
[JsonDerivedType(typeof(GapDiffused), nameof(GapDiffused))]
[JsonDerivedType(typeof(HierarchyJoined), nameof(HierarchyJoined))]
[JsonDerivedType(typeof(HierarchyLeft), nameof(HierarchyLeft))]
[JsonDerivedType(typeof(HierarchySent), nameof(HierarchySent))]
[JsonDerivedType(typeof(HierarchyDelivered), nameof(HierarchyDelivered))]
[JsonDerivedType(typeof(HierarchyGap), nameof(HierarchyGap))]
[JsonDerivedType(typeof(ReplicaBegan), nameof(ReplicaBegan))]
[JsonDerivedType(typeof(UpdateCalled), nameof(UpdateCalled))]
[JsonDerivedType(typeof(UpdateReturned), nameof(UpdateReturned))]
[JsonDerivedType(typeof(UpdateGivenUp), nameof(UpdateGivenUp))]
[JsonDerivedType(typeof(UpdateMade), nameof(UpdateMade))]
[JsonDerivedType(typeof(ItemWanted), nameof(ItemWanted))]
[JsonDerivedType(typeof(ItemTaken), nameof(ItemTaken))]
[JsonDerivedType(typeof(WishGivenUp), nameof(WishGivenUp))]
[JsonDerivedType(typeof(ItemPut), nameof(ItemPut))]
[JsonDerivedType(typeof(ItemGiven), nameof(ItemGiven))]
[JsonDerivedType(typeof(ItemGivenBack), nameof(ItemGivenBack))]
[JsonDerivedType(typeof(ClaimAsked), nameof(ClaimAsked))]
[JsonDerivedType(typeof(ClaimHeld), nameof(ClaimHeld))]
[JsonDerivedType(typeof(ClaimLost), nameof(ClaimLost))]
[JsonDerivedType(typeof(ClaimReturned), nameof(ClaimReturned))]
[JsonDerivedType(typeof(ClaimGivenUp), nameof(ClaimGivenUp))]
[JsonDerivedType(typeof(ClaimChanged), nameof(ClaimChanged))]
[JsonDerivedType(typeof(MembershipDoubted), nameof(MembershipDoubted))]
[JsonDerivedType(typeof(TokenPassed), nameof(TokenPassed))]
[JsonDerivedType(typeof(TokenPlaced), nameof(TokenPlaced))]
[JsonDerivedType(typeof(BarrierReached), nameof(BarrierReached))]
[JsonDerivedType(typeof(BarrierPassed), nameof(BarrierPassed))]
[JsonDerivedType(typeof(BarrierBroke), nameof(BarrierBroke))]
[JsonDerivedType(typeof(BarrierGivenUp), nameof(BarrierGivenUp))]
[JsonDerivedType(typeof(ArrivalChanged), nameof(ArrivalChanged))]
[JsonDerivedType(typeof(BarriersSawView), nameof(BarriersSawView))]
[JsonDerivedType(typeof(StateObserved), nameof(StateObserved))]
[JsonDerivedType(typeof(EventObserved), nameof(EventObserved))]
[JsonDerivedType(typeof(ToolViewInstalled), nameof(ToolViewInstalled))]
[JsonDerivedType(typeof(ToolMembershipLost), nameof(ToolMembershipLost))]
[JsonDerivedType(typeof(LogReplaced), nameof(LogReplaced))]
[JsonDerivedType(typeof(LogOpened), nameof(LogOpened))]
[JsonDerivedType(typeof(LogSynced), nameof(LogSynced))]
[JsonDerivedType(typeof(LogContinues), nameof(LogContinues))]
[JsonDerivedType(typeof(LogHasState), nameof(LogHasState))]
[JsonDerivedType(typeof(LogHasDifference), nameof(LogHasDifference))]
[JsonDerivedType(typeof(LoggedViewBegan), nameof(LoggedViewBegan))]
[JsonDerivedType(typeof(DurableDelivered), nameof(DurableDelivered))]
[JsonDerivedType(typeof(ReplayBegan), nameof(ReplayBegan))]
[JsonDerivedType(typeof(MessageReplayed), nameof(MessageReplayed))]
[JsonDerivedType(typeof(MembersCalled), nameof(MembersCalled))]
[JsonDerivedType(typeof(MembersCallDelivered), nameof(MembersCallDelivered))]
[JsonDerivedType(typeof(MethodRan), nameof(MethodRan))]
[JsonDerivedType(typeof(MemberReplied), nameof(MemberReplied))]
[JsonDerivedType(typeof(MembersCallSettled), nameof(MembersCallSettled))]
[JsonDerivedType(typeof(MembersCallFailed), nameof(MembersCallFailed))]
[JsonDerivedType(typeof(MembersCallAbandoned), nameof(MembersCallAbandoned))]
public abstract record HistoryEvent(TimeSpan At, ProcessId Process);

/// <summary>The process started.</summary>
public sealed record ProcessStarted(TimeSpan At, ProcessId Process, string Name) : HistoryEvent(At, Process);

/// <summary>The process is gone: crashed, killed or stopped for good.</summary>
public sealed record ProcessCrashed(TimeSpan At, ProcessId Process) : HistoryEvent(At, Process);

/// <summary>The process stopped taking steps, but is not gone: nothing of it happens before it resumes.</summary>
public sealed record ProcessPaused(TimeSpan At, ProcessId Process) : HistoryEvent(At, Process);

/// <summary>The process takes steps again.</summary>
public sealed record ProcessResumed(TimeSpan At, ProcessId Process) : HistoryEvent(At, Process);

/// <summary>The clock by which the process measures time was set back: what passed until then is not seen by it.</summary>
public sealed record ClockSetBack(TimeSpan At, ProcessId Process) : HistoryEvent(At, Process);

/// <summary>From now on nothing that Process sends to Peer arrives. A cut in both directions is two of these.</summary>
public sealed record LinkCut(TimeSpan At, ProcessId Process, ProcessId Peer) : HistoryEvent(At, Process);

/// <summary>What Process sends to Peer arrives again.</summary>
public sealed record LinkRestored(TimeSpan At, ProcessId Process, ProcessId Peer) : HistoryEvent(At, Process);

/// <summary>An event of one membership. Group names the group for people; the view events carry its formation.</summary>
/// <param name="Group">The group's name.</param>
public abstract record GroupEvent(TimeSpan At, ProcessId Process, string Group) : HistoryEvent(At, Process);

/// <summary>The application called send. Payload identifies the message in the whole history.</summary>
public sealed record MessageSent(
    TimeSpan At,
    ProcessId Process,
    string Group,
    ulong Payload,
    Order Order,
    Delivery Delivery,
    int Size
) : GroupEvent(At, Process, Group);

/// <summary>The machine took the message into its stream (or a handler's reserve): from now on it may be delivered.</summary>
public sealed record MessageAccepted(TimeSpan At, ProcessId Process, string Group, ulong Payload)
    : GroupEvent(At, Process, Group);

/// <summary>The send failed.</summary>
public sealed record MessageRejected(TimeSpan At, ProcessId Process, string Group, ulong Payload, Failure Failure)
    : GroupEvent(At, Process, Group);

/// <summary>
/// The application's handler ran for a message. Intact is false where the bytes were not those sent. Position counts the
/// <c>Total</c> messages since the group was formed, up to and with this one; StateHash is the state that these alone
/// have built, after this message (messages of other orders may come in another sequence elsewhere, and leave no trace
/// in it).
/// </summary>
public sealed record MessageDelivered(
    TimeSpan At,
    ProcessId Process,
    string Group,
    ulong Payload,
    bool Intact,
    MessageId Id,
    MemberId Sender,
    Order Order,
    Delivery Delivery,
    ulong Position,
    ulong StateHash
) : GroupEvent(At, Process, Group)
{
    /// <summary>Whether it is a client's call.</summary>
    public bool IsCall { get; init; }

    /// <summary>When the machine told of it: the handler may have taken its time.</summary>
    public TimeSpan Told { get; init; }
}

/// <summary>The application saw a view. Self is the member that this process is in it.</summary>
public sealed record ViewInstalled(
    TimeSpan At,
    ProcessId Process,
    string Group,
    GroupId Formation,
    ViewNumber Number,
    ImmutableArray<Member> Members,
    MemberId? Self,
    ulong StateHash
) : GroupEvent(At, Process, Group)
{
    /// <summary>Whether the root group decides the group's views.</summary>
    public bool Governed { get; init; }

    /// <summary>When the machine told of it: the handler may have taken its time.</summary>
    public TimeSpan Told { get; init; }
}

/// <summary>The application replaced its state by one that was transferred.</summary>
public sealed record StateReplaced(TimeSpan At, ProcessId Process, string Group, ulong Position, ulong StateHash)
    : GroupEvent(At, Process, Group)
{
    /// <summary>
    /// Which messages the state contains, of every order and since the group was formed, whatever their sequence: the
    /// application carries this in its state, and <see cref="MessageDigest"/> makes it. Null where it is not known; the
    /// checkers then compare by position and hash alone.
    /// </summary>
    public ulong? Contents { get; init; }

    /// <summary>Whether it comes from logs, and is what the group had delivered before the view that follows.</summary>
    public bool IsFromLog { get; init; }
}

/// <summary>The application asked to leave the group.</summary>
public sealed record LeaveRequested(TimeSpan At, ProcessId Process, string Group) : GroupEvent(At, Process, Group);

/// <summary>A flush completed: all that was sent at this process before its call is stable or in an installed cut.</summary>
public sealed record FlushCompleted(TimeSpan At, ProcessId Process, string Group, ulong LastPayload)
    : GroupEvent(At, Process, Group);

/// <summary>The status of the membership changed.</summary>
public sealed record StatusChanged(TimeSpan At, ProcessId Process, string Group, GroupStatus Status, string Reason)
    : GroupEvent(At, Process, Group)
{
    /// <summary>When the machine told of it: the handler may have taken its time. Null where that is the same.</summary>
    public TimeSpan? Told { get; init; }
}

/// <summary>The membership is over.</summary>
public sealed record MembershipEnded(TimeSpan At, ProcessId Process, string Group, GroupStatus Status, string Reason)
    : GroupEvent(At, Process, Group)
{
    /// <summary>When the machine told of it, and so did nothing more: the handler may have taken its time. Null where that is the same.</summary>
    public TimeSpan? Told { get; init; }
}

/// <summary>A client called an operation of a replicated object at this process.</summary>
/// <param name="Operation">Identifies the call in the whole history.</param>
/// <param name="Object">The object: operations on different objects are independent of each other.</param>
/// <param name="Kind">What the object is: <c>register</c>, <c>counter</c> or <c>queue</c>.</param>
/// <param name="Call">What was asked: <c>read</c>, <c>write</c>, <c>add</c>, <c>enqueue</c>, <c>dequeue</c>.</param>
/// <param name="Argument">The argument, where the call has one.</param>
public sealed record OperationCalled(
    TimeSpan At,
    ProcessId Process,
    string Group,
    ulong Operation,
    string Object,
    string Kind,
    string Call,
    long Argument
) : GroupEvent(At, Process, Group);

/// <summary>The operation returned. An operation that never returns is pending: it may have taken effect or not.</summary>
/// <param name="Result">The result; null for an empty queue.</param>
public sealed record OperationReturned(TimeSpan At, ProcessId Process, string Group, ulong Operation, long? Result)
    : GroupEvent(At, Process, Group);

/// <summary>A client's operation ended without an answer.</summary>
/// <param name="Operation">The call.</param>
/// <param name="IsExcluded">Whether it was said that it has not been executed, and never will be.</param>
public sealed record OperationGivenUp(TimeSpan At, ProcessId Process, string Group, ulong Operation, bool IsExcluded)
    : GroupEvent(At, Process, Group);

/// <summary>A member executed a client's call, and did not only answer it again. The message that carried it stands before.</summary>
/// <param name="Operation">The call.</param>
/// <param name="Position">Its place in the total order of the formation.</param>
/// <param name="Result">What it returned here.</param>
public sealed record CallExecuted(
    TimeSpan At,
    ProcessId Process,
    string Group,
    ulong Operation,
    ulong Position,
    long? Result
) : GroupEvent(At, Process, Group);

/// <summary>A subscriber came to a view.</summary>
public sealed record ViewDiffused(TimeSpan At, ProcessId Process, string Group, GroupId Formation, ViewNumber Number)
    : GroupEvent(At, Process, Group);

/// <summary>A subscriber got a message, in the view before. Intact is false where the bytes were not those sent.</summary>
public sealed record MessageDiffused(
    TimeSpan At,
    ProcessId Process,
    string Group,
    ulong Payload,
    bool Intact,
    MessageId Id
) : GroupEvent(At, Process, Group);

/// <summary>A subscriber was told that what follows does not go on from what came before.</summary>
public sealed record GapDiffused(TimeSpan At, ProcessId Process, string Group) : GroupEvent(At, Process, Group);

/// <summary>A property that a history breaks.</summary>
/// <param name="Property">Its id in spec/properties.md: V1 … R1.</param>
/// <param name="Text">What happened, with the processes, views and messages concerned.</param>
public sealed record Violation(string Property, string Text);

using System.Collections.Immutable;
using Cohort.Toolkit.Tools;

namespace Cohort.Toolkit.Calls;

/// <summary>A call of this process, and whoever waits for what it comes to. It is told everything on one thread at a time, but for
/// <see cref="Accepted"/> and <see cref="Fail"/>.</summary>
internal abstract class PendingCall
{
    /// <summary>The bytes in front of what the message says, for what is known only when it is sent.</summary>
    public const int Room = ToolMessage.HeaderSize + CallHeader.Size;

    /// <summary>The place of the contract among those of the group.</summary>
    public required byte Contract { get; init; }

    /// <summary>The method.</summary>
    public required uint Method { get; init; }

    /// <summary>The order of the message.</summary>
    public required Order Order { get; init; }

    /// <summary>Its delivery.</summary>
    public required Delivery Delivery { get; init; }

    /// <summary>How many values are waited for.</summary>
    public required Wanted Wanted { get; init; }

    /// <summary>The member that it is for; null where it is for all.</summary>
    public Member? Target { get; init; }

    /// <summary>How many calls it is made in.</summary>
    public int Depth { get; init; }

    /// <summary>The whole message, with <see cref="Room"/> in front; the same until it is sent.</summary>
    public abstract Memory<byte> Message { get; }

    /// <summary>Its number among the calls of this process; 0 before it is sent.</summary>
    public ulong Number { get; set; }

    /// <summary>The view that this process had seen last when it was sent.</summary>
    public View? SentIn { get; set; }

    /// <summary>Who is to reply, and who has.</summary>
    public ReplyMap? Replies { get; set; }

    /// <summary>What its message says that it asks for.</summary>
    public CallFlags Flags =>
        (Wanted.IsNone ? CallFlags.None : CallFlags.WantsReplies)
        | (Target is null ? CallFlags.None : CallFlags.Directed)
        | (Depth == 0 ? CallFlags.None : CallFlags.Nested);

    /// <summary>The group has accepted it; only where no replies are wanted. That is its end.</summary>
    public abstract void Accepted();

    /// <summary>It is delivered, in a view: these are to reply. It comes before any reply.</summary>
    public abstract void Delivered(View view, ImmutableArray<Member> expected);

    /// <summary>A member has replied, or is gone.</summary>
    /// <param name="from">The member, one of those expected; each comes once.</param>
    /// <param name="outcome">What it came to.</param>
    /// <param name="content">What that says; valid until this returns.</param>
    public abstract void Replied(Member from, ReplyOutcome outcome, ReadOnlySpan<byte> content);

    /// <summary>There are as many values as are wanted, or so many cannot come any more. That is its end.</summary>
    /// <param name="wasReached">Whether there are.</param>
    /// <param name="unanswered">Those that have yet to reply.</param>
    public abstract void Settled(bool wasReached, ImmutableArray<Member> unanswered);

    /// <summary>Nobody will tell what it comes to. That is its end.</summary>
    public abstract void Fail(CallFailure failure);
}

/// <summary>Why a call has no outcome.</summary>
internal enum CallFailure
{
    /// <summary>This process was put out of the group, or the group began anew: it was executed or not.</summary>
    PutOut,

    /// <summary>The membership is over: it was executed or not.</summary>
    Ended,

    /// <summary>The membership is over, and it was not sent: it is executed nowhere.</summary>
    NotSent,
}

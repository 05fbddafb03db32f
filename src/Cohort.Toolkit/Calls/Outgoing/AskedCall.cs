using System.Collections.Immutable;
using System.Diagnostics;
using Cohort.Serialization;

namespace Cohort.Toolkit.Calls;

/// <summary>A call whose caller waits for replies: reads them, and passes them on.</summary>
internal sealed class AskedCall<T>(
    OutgoingCall call,
    ReplyReader<T> read,
    PendingReplies<T> replies,
    Func<CallFailure, string, CohortException> explain
) : AwaitedCall(call.Message)
{
    // Written by the thread that delivers, read by one that tells of the end.
    private volatile View? _view;
    private volatile int _expected;

    public override void Accepted()
    {
        Unregister();
        replies.Settle(NoMembers, [], wasReached: true);
    }

    public override void Delivered(View view, ImmutableArray<Member> expected) =>
        (_expected, _view) = (expected.Length, view);

    public override void Replied(Member from, ReplyOutcome outcome, ReadOnlySpan<byte> content) =>
        replies.Add(Read(from, outcome, content));

    public override void Settled(bool wasReached, ImmutableArray<Member> unanswered)
    {
        Unregister();
        replies.Settle(_view!, unanswered, wasReached);
    }

    public override void Fail(CallFailure failure)
    {
        Unregister();
        string known = _view is { } view
            ? $"after the call of {call.Site.Name} had been delivered here in {view}, and {replies.Count} of {_expected} members had "
                + "replied"
            : $"before the call of {call.Site.Name} was delivered here";
        replies.Fail(explain(failure, known));
    }

    public override void Cancel(bool wasSent, CancellationToken token) =>
        replies.Fail(Cancelled(call.Site.Name, wasSent, token));

    private static View NoMembers { get; } = new(default, default, []);

    private Reply<T> Read(Member from, ReplyOutcome outcome, ReadOnlySpan<byte> content)
    {
        try
        {
            var reader = new PackReader(content);
            return outcome == ReplyOutcome.Value ? new(from, Value(ref reader)) : new(Error(from, outcome, ref reader));
        }
        catch (Exception e)
        {
            // The bytes are of another version of the contract, or the type's own code refuses them: so much for this reply.
            return new(new ReplyUnreadableException(from, e));
        }
    }

    private T Value(ref PackReader reader)
    {
        T value = read(ref reader);
        reader.EndPayload();
        return value;
    }

    private ReplyException Error(Member from, ReplyOutcome outcome, ref PackReader reader) =>
        outcome switch
        {
            ReplyOutcome.Threw => new RemoteException(from, reader.ReadString(), reader.ReadString()),
            ReplyOutcome.TooLarge => new ReplyTooLargeException(
                from,
                (long)reader.ReadVarint(),
                (long)reader.ReadVarint()
            ),
            ReplyOutcome.MethodUnknown => new MethodUnknownException(from, call.Site.MethodName),
            ReplyOutcome.Busy => new MemberBusyException(from, (long)reader.ReadVarint()),
            ReplyOutcome.Gone => new MemberGoneException(from),
            _ => throw new UnreachableException($"A reply says {outcome}."),
        };
}

using System.Collections.Immutable;
using System.Diagnostics;

namespace Cohort.Toolkit.Calls;

/// <summary>A call without replies, whose caller waits until the group has accepted it.</summary>
internal sealed class OneWayCall(OutgoingCall call, Func<CallFailure, string, CohortException> explain)
    : AwaitedCall(call.Message)
{
    private readonly TaskCompletionSource _accepted = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completes when the group has accepted it.</summary>
    public Task Completion => _accepted.Task;

    public override void Accepted()
    {
        Unregister();
        _accepted.TrySetResult();
    }

    public override void Delivered(View view, ImmutableArray<Member> expected) => throw NoReplies();

    public override void Replied(Member from, ReplyOutcome outcome, ReadOnlySpan<byte> content) => throw NoReplies();

    public override void Settled(bool wasReached, ImmutableArray<Member> unanswered) => throw NoReplies();

    public override void Fail(CallFailure failure)
    {
        Unregister();
        End(explain(failure, $"before the group had accepted the call of {call.Site.Name}"));
    }

    public override void Cancel(bool wasSent, CancellationToken token) =>
        End(Cancelled(call.Site.Name, wasSent, token));

    private void End(Exception error)
    {
        _accepted.TrySetException(error);
        // Nobody has to look at how a call ended that he does not wait for.
        _ = _accepted.Task.Exception;
    }

    private static UnreachableException NoReplies() => new("A call without replies was told of some.");
}

using System.Diagnostics;
using Cohort.Runtime.Observation;

namespace Cohort.Toolkit.Calls;

/// <summary>Where the calls of one process to one group are made: refuses what cannot be, and has the rest sent.</summary>
/// <param name="group">The name of the group.</param>
/// <param name="calls">The calls that are under way, where the group has been joined.</param>
/// <param name="mostBytes">The largest message of the group.</param>
/// <param name="keepsLog">Whether the group keeps a log.</param>
/// <param name="refuseInHandler">Throws where it is asked in a handler of the group.</param>
/// <param name="membership">The present membership; null where nothing has been joined.</param>
internal sealed class CallDesk(
    string group,
    Func<OutgoingCalls> calls,
    Func<int> mostBytes,
    bool keepsLog,
    Action<string> refuseInHandler,
    Func<Group?> membership
)
{
    /// <summary>The name of the group.</summary>
    public string Group => group;

    /// <summary>Begins a call.</summary>
    /// <exception cref="InvalidOperationException">It is made in a handler of the group.</exception>
    /// <exception cref="CallTooDeepException">It is made in too many others.</exception>
    /// <exception cref="ArgumentException">It is to be durable, and the group keeps no log.</exception>
    public OutgoingCall NewCall<T>(
        byte contract,
        Member? target,
        uint method,
        string methodName,
        Order order,
        Delivery delivery
    )
    {
        refuseInHandler("A call");
        string name = $"{group}.{typeof(T).Name}.{methodName}";
        if (delivery == Delivery.Durable && !keepsLog)
            throw new ArgumentException(
                $"{name} is Durable, and group '{group}' keeps no log. Give the method [Delivery(Delivery.Stable)], or join the group "
                    + "with Durability.Log at all members.",
                nameof(delivery)
            );
        CallChain? chain = CallChain.Current;
        if (chain is not null && !CallChain.HasRoom(chain, isForAll: target is null))
            throw new CallTooDeepException(chain, name);
        return new OutgoingCall(new CallSite(contract, name, methodName, target, chain), method, order, delivery);
    }

    /// <summary>Makes a call that is replied to.</summary>
    /// <exception cref="MessageTooLargeException">Its arguments are too large for a message.</exception>
    public PendingReplies<T> Ask<T>(OutgoingCall call, ReplyReader<T> read, Wanted wanted, CancellationToken token)
    {
        CheckSize(call);
        var replies = new PendingReplies<T>(wanted);
        var asked = new AskedCall<T>(call, read, replies, Explain)
        {
            Contract = call.Site.Contract,
            Method = call.Method,
            Order = call.Order,
            Delivery = call.Delivery,
            Wanted = wanted,
            Target = call.Site.Target,
            Depth = call.Depth,
        };
        Activity? activity = CallObservation.Begin(membership(), call);
        asked.Submit(calls(), token);
        if (activity is not null)
            CallObservation.EndWith(activity, replies.AsTask());
        return replies;
    }

    /// <summary>Makes a call that nobody replies to; completes when the group has accepted it.</summary>
    /// <exception cref="MessageTooLargeException">Its arguments are too large for a message.</exception>
    public ValueTask TellAsync(OutgoingCall call, CancellationToken token)
    {
        CheckSize(call);
        var told = new OneWayCall(call, Explain)
        {
            Contract = call.Site.Contract,
            Method = call.Method,
            Order = call.Order,
            Delivery = call.Delivery,
            Wanted = Wanted.None,
            Target = call.Site.Target,
            Depth = call.Depth,
        };
        Activity? activity = CallObservation.Begin(membership(), call);
        told.Submit(calls(), token);
        if (activity is not null)
            CallObservation.EndWith(activity, told.Completion);
        return told.Completion.IsCompletedSuccessfully ? ValueTask.CompletedTask : new ValueTask(told.Completion);
    }

    private GroupStatus Status => membership()?.Status ?? GroupStatus.Joining;

    private void CheckSize(OutgoingCall call)
    {
        int most = mostBytes();
        if (call.Message.Length > most)
            throw new MessageTooLargeException(group, Status, call.Message.Length, most);
    }

    private CohortException Explain(CallFailure failure, string known) =>
        failure switch
        {
            CallFailure.PutOut => new CallOutcomeUnknownException(
                group,
                $"this process was put out of the group {known}"
            ),
            CallFailure.Ended => new CallOutcomeUnknownException(group, $"its membership here ended {known}"),
            CallFailure.NotSent => new NotDeliveredException(
                group,
                Status,
                $"The membership in group '{group}' ended {known}, and before it was sent: it is executed nowhere. Join the group "
                    + "again before you call it."
            ),
            _ => throw new UnreachableException(),
        };
}

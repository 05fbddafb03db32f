namespace Cohort.Simulation.Linearizability;

/// <summary>A first-in-first-out queue, empty at first. A dequeue returns the oldest element, or nothing if there is none.</summary>
/// <param name="fates">What became of the elements.</param>
internal sealed class Queue(QueueFates fates) : SequentialObject<QueueContents>
{
    public override QueueContents Initial => QueueContents.Empty;

    public override bool TryApply(QueueContents state, Invocation call, out QueueContents next)
    {
        next = call.Kind == CallKind.Enqueue ? state.With(call.Argument) : state.WithoutFirst();
        if (call.Kind == CallKind.Enqueue)
            return fates.MayFollow(call.Argument, state.Elements);
        // What a pending dequeue took, no completed one returned; one that took nothing need not be placed.
        return call.Returned is null ? state.First is { } first && !fates.IsTold(first) : call.Result == state.First;
    }

    // An element that no dequeue returned was taken by pending ones at most: with it, those had no effect either.
    public override bool CanMatter(Invocation pending, IReadOnlyCollection<long?> results) =>
        pending.Kind == CallKind.Dequeue || results.Contains(pending.Argument);

    // Any call behind it may show where an element went in; only a dequeue shows what went out.
    public override bool Helps(Invocation pending, QueueContents next, Invocation waiting) =>
        pending.Kind == CallKind.Enqueue || waiting.Kind == CallKind.Dequeue;

    // To take out early harms nobody, to put in early may. So what has to go in before the blocked call goes first, then
    // that call's own element, then the others as they came out.
    public override int Preference(Invocation call, Invocation blocked)
    {
        if (call.Kind == CallKind.Dequeue)
            return -3;
        long? needed = blocked.Kind == CallKind.Enqueue ? blocked.Argument : blocked.Result;
        return needed is null ? fates.TakenBy(call.Argument)
            : fates.IsTakenBefore(call.Argument, needed.Value) ? -2
            : call.Argument == needed ? -1
            : fates.TakenBy(call.Argument);
    }
}

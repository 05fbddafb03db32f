namespace Cohort.Simulation.Linearizability;

/// <summary>A first-in-first-out queue, empty at first. A dequeue returns the oldest element, or nothing if there is none.</summary>
internal sealed class Queue : SequentialObject<QueueContents>
{
    public override QueueContents Initial => QueueContents.Empty;

    public override bool TryApply(QueueContents state, Call call, out QueueContents next)
    {
        next = call.Kind == CallKind.Enqueue ? state.With(call.Argument) : state.WithoutFirst();
        return call.Kind == CallKind.Enqueue || call.Returned is null || call.Result == state.First;
    }

    // An element that no dequeue returned was taken by pending ones at most: with it, those had no effect either.
    public override bool CanMatter(Call pending, IReadOnlyCollection<long?> results) =>
        pending.Kind == CallKind.Dequeue || results.Contains(pending.Argument);
}

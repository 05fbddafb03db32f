namespace Cohort.Simulation.Linearizability;

/// <summary>
/// When each element of a queue was taken out. Which of two concurrent enqueues came first often shows only much later,
/// and a search that guesses wrong is long in noticing it; this tells at once.
/// </summary>
internal sealed class QueueFates
{
    private readonly Dictionary<long, (int Called, int Returned)> _taken = [];
    private readonly int _pendingDequeues;

    public QueueFates(IReadOnlyList<Invocation> calls)
    {
        // An element that went in more than once has no fate of its own.
        var enqueued = calls.Where(call => call.Kind == CallKind.Enqueue).GroupBy(call => call.Argument);
        HashSet<long> repeated = [.. enqueued.Where(same => same.Count() > 1).Select(same => same.Key)];
        foreach (Invocation call in calls)
            if (call is { Kind: CallKind.Dequeue, Result: { } element, Returned: { } returned })
                if (repeated.Contains(element) || !_taken.TryAdd(element, (call.Called, returned)))
                    _taken.Remove(element);
        _pendingDequeues = repeated.Count > 0 ? int.MaxValue : calls.Count(IsPendingDequeue);
    }

    /// <summary>Whether it is known who took an element out.</summary>
    public bool IsTold(long element) => _taken.ContainsKey(element);

    /// <summary>When an element was taken out for certain; never, where that is not known.</summary>
    public int TakenBy(long element) => _taken.TryGetValue(element, out var taken) ? taken.Returned : int.MaxValue;

    /// <summary>Whether an element was taken out, for certain, before another was.</summary>
    public bool IsTakenBefore(long element, long other) =>
        _taken.TryGetValue(element, out var its)
        && _taken.TryGetValue(other, out var others)
        && its.Returned < others.Called;

    /// <summary>
    /// Whether an element can stand behind others: none of them was certainly taken out after it, and those that no
    /// completed call took out can have been taken out by pending ones.
    /// </summary>
    public bool MayFollow(long element, ReadOnlySpan<long> others)
    {
        if (!IsTold(element))
            return true;
        int untold = 0;
        foreach (long other in others)
            if (!IsTold(other))
                untold++;
            else if (IsTakenBefore(element, other))
                return false;
        return untold <= _pendingDequeues;
    }

    /// <summary>
    /// The same calls, with earlier returns of those enqueues that must have taken effect earlier: before their element,
    /// or before one that stands behind it was put in. A pending one whose element was taken out is none any more, and
    /// what was taken out before it was put in returns before it is called, which no order explains.
    /// </summary>
    public IReadOnlyList<Invocation> Tighten(IReadOnlyList<Invocation> calls)
    {
        Invocation[] told = [.. calls.Where(call => call.Kind == CallKind.Enqueue && IsTold(call.Argument))];
        Array.Sort(told, (left, right) => _taken[right.Argument].Called.CompareTo(_taken[left.Argument].Called));
        var tightened = new Dictionary<long, int>();
        int at = 0;
        int earliest = int.MaxValue;
        foreach (Invocation call in told.OrderByDescending(call => TakenBy(call.Argument)))
        {
            // All that were taken out later must have gone in later.
            for (; at < told.Length && _taken[told[at].Argument].Called > TakenBy(call.Argument); at++)
                earliest = Math.Min(earliest, told[at].Returned ?? int.MaxValue);
            tightened[call.Argument] = Math.Min(
                earliest,
                Math.Min(call.Returned ?? int.MaxValue, TakenBy(call.Argument))
            );
        }
        return
        [
            .. calls.Select(call =>
                call.Kind == CallKind.Enqueue && tightened.TryGetValue(call.Argument, out int returned)
                    ? call with
                    {
                        Returned = returned,
                    }
                    : call
            ),
        ];
    }

    private static bool IsPendingDequeue(Invocation call) => call is { Kind: CallKind.Dequeue, Returned: null };
}

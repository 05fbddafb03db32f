namespace Cohort.Simulation.Histories;

/// <summary>
/// The histories of several processes as one, in the order of their times. What happened at one process keeps its order,
/// even where its clock was set back: the checkers rely on that order, and on the times only as far as clocks agree.
/// </summary>
public static class MergedHistory
{
    /// <summary>Merges what each process recorded.</summary>
    public static IReadOnlyList<HistoryEvent> Of(IEnumerable<IReadOnlyList<HistoryEvent>> processes)
    {
        IReadOnlyList<HistoryEvent>[] sources = [.. processes];
        var merged = new List<HistoryEvent>(sources.Sum(source => source.Count));
        var heads = new PriorityQueue<Head, (TimeSpan At, int Source)>();
        for (int source = 0; source < sources.Length; source++)
            Queue(new Head(source, 0, TimeSpan.MinValue));
        while (heads.TryDequeue(out Head head, out (TimeSpan At, int) key))
        {
            merged.Add(sources[head.Source][head.Place]);
            Queue(new Head(head.Source, head.Place + 1, key.At));
        }
        return merged;

        void Queue(Head head)
        {
            if (head.Place >= sources[head.Source].Count)
                return;
            TimeSpan at = sources[head.Source][head.Place].At;
            heads.Enqueue(head, (at > head.NotBefore ? at : head.NotBefore, head.Source));
        }
    }

    private readonly record struct Head(int Source, int Place, TimeSpan NotBefore);
}

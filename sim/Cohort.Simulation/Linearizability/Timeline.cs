namespace Cohort.Simulation.Linearizability;

/// <summary>
/// The completed calls to one object and their returns in real time, as a list from which a call and its return can be
/// lifted out and put back in constant time (Wing and Gong, "Testing and Verifying Concurrent Objects", 1993).
/// </summary>
internal sealed class Timeline
{
    public Timeline(IReadOnlyList<Invocation> completed)
    {
        var entries = new List<Entry>();
        for (int place = 0; place < completed.Count; place++)
        {
            Invocation call = completed[place];
            var end = new Entry(call, place, call.Returned!.Value, null);
            entries.Add(new Entry(call, place, call.Called, end));
            entries.Add(end);
        }
        Entry last = Head;
        foreach (Entry entry in entries.OrderBy(entry => entry.Step))
        {
            entry.Previous = last;
            last.Next = entry;
            last = entry;
        }
    }

    /// <summary>Stands before the first entry.</summary>
    public Entry Head { get; } = new(null!, -1, -1, null);

    public bool IsEmpty => Head.Next is null;

    /// <summary>
    /// Puts the calls that no return precedes into a list: one of them, or a pending one, has to be placed next. Returns
    /// the first return: its call must be placed before anything that was called after it.
    /// </summary>
    public Entry ListWaiting(List<Entry> waiting)
    {
        waiting.Clear();
        Entry entry = Head.Next!;
        for (; !entry.IsReturn; entry = entry.Next!)
            waiting.Add(entry);
        return entry;
    }

    /// <summary>Takes a call and its return out.</summary>
    public static void Lift(Entry call)
    {
        Unlink(call);
        Unlink(call.Return!);
    }

    /// <summary>Puts back what was lifted last.</summary>
    public static void PutBack(Entry call)
    {
        Link(call.Return!);
        Link(call);
    }

    private static void Unlink(Entry entry)
    {
        entry.Previous!.Next = entry.Next;
        if (entry.Next is not null)
            entry.Next.Previous = entry.Previous;
    }

    private static void Link(Entry entry)
    {
        entry.Previous!.Next = entry;
        if (entry.Next is not null)
            entry.Next.Previous = entry;
    }

    /// <summary>A call or a return.</summary>
    /// <param name="call">The call.</param>
    /// <param name="place">Its place in the order of calling.</param>
    /// <param name="step">When, in real time.</param>
    /// <param name="end">The return of a call; null for a return.</param>
    internal sealed class Entry(Invocation call, int place, int step, Entry? end)
    {
        public Invocation Call { get; } = call;

        public int Place { get; } = place;

        public int Step { get; } = step;

        public Entry? Return { get; } = end;

        public bool IsReturn => Return is null;

        public Entry? Previous { get; set; }

        public Entry? Next { get; set; }
    }
}

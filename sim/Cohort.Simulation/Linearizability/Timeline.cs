namespace Cohort.Simulation.Linearizability;

/// <summary>
/// The calls and returns of one object in real time, as a list from which a call and its return can be lifted out and put
/// back in constant time (Wing and Gong, "Testing and Verifying Concurrent Objects", 1993).
/// </summary>
internal sealed class Timeline
{
    public Timeline(IReadOnlyList<Call> calls)
    {
        var entries = new List<Entry>();
        for (int place = 0; place < calls.Count; place++)
        {
            var call = new Entry(calls[place], place, calls[place].Called);
            entries.Add(call);
            if (calls[place].Returned is not { } returned)
                continue;
            call.Return = new Entry(calls[place], place, returned) { IsReturn = true };
            entries.Add(call.Return);
            Returns++;
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
    public Entry Head { get; } = new(null!, -1, -1);

    /// <summary>How many returns are in the list.</summary>
    public int Returns { get; private set; }

    /// <summary>Takes a call and its return out.</summary>
    public void Lift(Entry call)
    {
        Unlink(call);
        if (call.Return is null)
            return;
        Unlink(call.Return);
        Returns--;
    }

    /// <summary>Puts back what was lifted last.</summary>
    public void PutBack(Entry call)
    {
        if (call.Return is not null)
        {
            Link(call.Return);
            Returns++;
        }
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
    internal sealed class Entry(Call call, int place, int step)
    {
        public Call Call { get; } = call;

        public int Place { get; } = place;

        public int Step { get; } = step;

        /// <summary>The return of a call; null for a return, and for a call that never returned.</summary>
        public Entry? Return { get; set; }

        public bool IsReturn { get; init; }

        public Entry? Previous { get; set; }

        public Entry? Next { get; set; }
    }
}

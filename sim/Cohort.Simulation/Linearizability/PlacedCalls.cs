using Cohort.Simulation.Linearizability.Copies;

namespace Cohort.Simulation.Linearizability;

/// <summary>
/// Judges the calls to one object whose updates are known to have been made in one order: that order has to explain what they returned
/// and to agree with real time, and each read has to find a place in it. Unlike a search for an order it takes no longer for
/// many clients than for few.
/// </summary>
/// <param name="copy">What one copy would do.</param>
/// <param name="updates">The updates, and the reads that have a place among them, in the order in which they were made, of all callers.</param>
internal sealed class PlacedCalls<TState>(Copy<TState> copy, IReadOnlyList<Invocation> updates)
{
    // What the object is after so many updates.
    private readonly List<TState> _states = [copy.Initial];

    /// <summary>What cannot be explained; null where all can.</summary>
    public string? Judge(IReadOnlyList<Invocation> reads) => Updates() ?? Reads(reads);

    private string? Updates()
    {
        Invocation? lastCalled = null;
        foreach (Invocation update in updates)
        {
            (TState next, long? result) = copy.Apply(_states[^1], update);
            _states.Add(next);
            if (update.Returned is { } returned && update.Result != result)
                return $"\"{update}\" should have returned {result?.ToString() ?? "nothing"} in its place";
            if (lastCalled is { } earlier && update.Returned < earlier.Called)
                return $"\"{update}\" was made after \"{earlier}\", which was called only when it had returned";
            if (lastCalled is null || update.Called > lastCalled.Called)
                lastCalled = update;
        }
        return null;
    }

    /// <summary>Each read in turn, as they returned, is given the first place that it can have: that leaves most to the others.</summary>
    private string? Reads(IReadOnlyList<Invocation> reads)
    {
        var placed = new List<(int Returned, int Place)>();
        foreach (Invocation read in reads.Where(read => read.Returned is not null).OrderBy(read => read.Returned))
        {
            int from = Math.Max(LastReturnedBefore(read.Called), PlaceOfReadsBefore(read.Called, placed));
            int to = FirstCalledAfter(read.Returned!.Value);
            int place = Enumerable
                .Range(from, Math.Max(0, to - from + 1))
                .FirstOrDefault(at => Seen(at, read) == read.Result, -1);
            if (place < 0)
                return $"\"{read}\" has no place between update {from} and {to}, where the object held "
                    + string.Join(
                        ", ",
                        Enumerable
                            .Range(from, Math.Clamp(to - from + 1, 0, 10))
                            .Select(at => Seen(at, read)?.ToString() ?? "nothing")
                    );
            placed.Add((read.Returned!.Value, place));
        }
        return null;
    }

    private long? Seen(int place, Invocation read) => copy.Apply(_states[place], read).Result;

    // It may not stand behind an update that was called only when it had returned.
    private int FirstCalledAfter(int returned)
    {
        int place = 0;
        while (place < updates.Count && updates[place].Called < returned)
            place++;
        return place;
    }

    private int LastReturnedBefore(int called)
    {
        for (int at = updates.Count; at > 0; at--)
            if (updates[at - 1].Returned < called)
                return at;
        return 0;
    }

    private static int PlaceOfReadsBefore(int called, List<(int Returned, int Place)> placed)
    {
        int place = 0;
        foreach ((int returned, int at) in placed)
            if (returned < called)
                place = Math.Max(place, at);
        return place;
    }
}

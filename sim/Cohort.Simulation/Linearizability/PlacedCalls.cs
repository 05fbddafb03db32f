namespace Cohort.Simulation.Linearizability;

/// <summary>
/// Judges the calls to one object whose updates are known to have been made in one order: that order has to explain what they returned
/// and to agree with real time, and each read has to find a place in it. Unlike a search for an order it takes no longer for
/// many clients than for few.
/// </summary>
/// <param name="updates">The updates, and the reads that have a place among them, in the order in which they were made, of all callers.</param>
internal sealed class PlacedCalls(IReadOnlyList<Invocation> updates)
{
    private readonly Queue<long> _queue = new();

    // What a register or a counter holds after so many updates.
    private readonly List<long> _numbers = [0];

    /// <summary>What cannot be explained; null where all can.</summary>
    public string? Judge(IReadOnlyList<Invocation> reads) => Updates() ?? Reads(reads);

    private string? Updates()
    {
        Invocation? lastCalled = null;
        foreach (Invocation update in updates)
        {
            long? result = Apply(update);
            if (update.Returned is { } returned && update.Result != result)
                return $"\"{update}\" should have returned {result?.ToString() ?? "nothing"} in its place";
            if (lastCalled is { } earlier && update.Returned < earlier.Called)
                return $"\"{update}\" was made after \"{earlier}\", which was called only when it had returned";
            if (lastCalled is null || update.Called > lastCalled.Called)
                lastCalled = update;
        }
        return null;
    }

    private long? Apply(Invocation update)
    {
        long number = _numbers[^1];
        long? result = update.Argument;
        switch (update.Kind)
        {
            case CallKind.Read:
                result = number;
                break;
            case CallKind.Write:
                number = update.Argument;
                break;
            case CallKind.Add:
                result = number += update.Argument;
                break;
            case CallKind.Enqueue:
                _queue.Enqueue(update.Argument);
                break;
            default:
                result = _queue.TryDequeue(out long first) ? first : null;
                break;
        }
        _numbers.Add(number);
        return result;
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
                .FirstOrDefault(at => _numbers[at] == read.Result, -1);
            if (place < 0)
                return $"\"{read}\" has no place between update {from} and {to}, where the object held "
                    + string.Join(", ", _numbers.Skip(from).Take(Math.Max(0, to - from + 1)).Take(10));
            placed.Add((read.Returned!.Value, place));
        }
        return null;
    }

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

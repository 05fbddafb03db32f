using Cohort.Simulation.Linearizability.Copies;

namespace Cohort.Simulation.Linearizability;

/// <summary>Judges the calls to one object, in the order in which they were made, by what the object is.</summary>
internal static class Judge
{
    public static Finding Register(IReadOnlyList<Invocation> calls, int budget) =>
        Search.Run(new Register(), calls, budget);

    public static Finding Counter(IReadOnlyList<Invocation> calls, int budget) =>
        Search.Run(new Counter(), calls, budget);

    public static Finding Queue(IReadOnlyList<Invocation> calls, int budget)
    {
        var fates = new QueueFates(calls);
        return Search.Run(new Queue(fates), fates.Tighten(calls), budget);
    }

    /// <summary>Judges calls whose updates are known to have been made in one order; null where all can be explained.</summary>
    /// <param name="kind">What the object is, in the words of the history.</param>
    /// <param name="updates">In the order in which they were made.</param>
    /// <param name="reads">The others.</param>
    public static string? Placed(string kind, IReadOnlyList<Invocation> updates, IReadOnlyList<Invocation> reads) =>
        kind switch
        {
            "register" or "counter" or "tally" => Placed(new NumberCopy(), updates, reads),
            "queue" => Placed(new QueueCopy(), updates, reads),
            "dictionary" => Placed(new DictionaryCopy(), updates, reads),
            "set" => Placed(new SetCopy(), updates, reads),
            "settings" => Placed(new SettingsCopy(), updates, reads),
            _ => throw new InvalidDataException($"A history names an object of the unknown kind \"{kind}\"."),
        };

    private static string? Placed<TState>(
        Copy<TState> copy,
        IReadOnlyList<Invocation> updates,
        IReadOnlyList<Invocation> reads
    ) => new PlacedCalls<TState>(copy, updates).Judge(reads);
}

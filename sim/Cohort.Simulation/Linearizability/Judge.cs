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
}

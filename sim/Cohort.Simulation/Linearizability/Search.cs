namespace Cohort.Simulation.Linearizability;

/// <summary>What a search for a linearization found.</summary>
/// <param name="Verdict">The answer.</param>
/// <param name="Stuck">Where there is none: a call that the longest attempt could not place in time.</param>
/// <param name="Placed">How many completed calls the longest attempt placed.</param>
internal sealed record Finding(Verdict Verdict, Invocation? Stuck, int Placed);

/// <summary>The answer to whether a history is linearizable.</summary>
internal enum Verdict
{
    Linearizable,
    NotLinearizable,

    /// <summary>The search gave up. It proves nothing, and counts as a failure.</summary>
    OutOfBudget,
}

/// <summary>
/// Looks for an order of the calls to one object that a single copy could have served, and in which no call stands before
/// one that had returned before it was called. A pending call may be placed or left out.
/// </summary>
internal static class Search
{
    /// <param name="model">What one copy would do.</param>
    /// <param name="calls">The calls, in the order in which they were made.</param>
    /// <param name="budget">How many steps the search may take.</param>
    public static Finding Run<TState>(SequentialObject<TState> model, IReadOnlyList<Invocation> calls, int budget)
        where TState : notnull
    {
        Invocation[] completed = [.. calls.Where(call => call.Returned is not null)];
        if (Array.Find(completed, call => call.Returned < call.Called) is { } impossible)
            return new Finding(Verdict.NotLinearizable, impossible, 0);
        HashSet<long?> results = [.. completed.Select(call => call.Result)];
        Invocation[] pending = [.. calls.Where(call => call.Returned is null && model.CanMatter(call, results))];
        // Few pending calls take effect one right after another: most histories are explained by short runs of them.
        for (int run = 1; ; run *= 2)
        {
            var attempt = new Attempt<TState>(model, new Timeline(completed), new PendingCalls(pending), run, budget);
            Finding finding = attempt.Run();
            if (finding.Verdict != Verdict.NotLinearizable || !attempt.WasHeldBack)
                return finding;
            budget -= attempt.Steps;
        }
    }
}

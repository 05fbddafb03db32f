namespace Cohort.Cli.Bench.Report;

/// <summary>One change of the view.</summary>
/// <param name="Took">From the kill or the request to the new view at the last of the members that go on.</param>
/// <param name="StateHeld">The same to the view in which a joiner holds the state; null where nobody joins.</param>
/// <param name="Pause">The longest that a client of a member that goes on was without an answer; null without
/// clients.</param>
internal sealed record Change(TimeSpan Took, TimeSpan? StateHeld, TimeSpan? Pause);

/// <summary>Changes of the view, as figures.</summary>
internal static class ViewChanges
{
    /// <summary>Those of one repetition.</summary>
    public static Figures Of(IReadOnlyList<Change> changes)
    {
        double[] took = [.. changes.Select(change => change.Took.TotalMilliseconds)];
        double[] held = [.. changes.Select(change => change.StateHeld?.TotalMilliseconds).OfType<double>()];
        double[] pauses = [.. changes.Select(change => change.Pause?.TotalMilliseconds).OfType<double>()];
        var figures = new Figures
        {
            [Figure.ViewChangeP50Ms] = Statistics.Median(took),
            [Figure.ViewChangeMaxMs] = took.Max(),
        };
        if (held.Length > 0)
            figures[Figure.StateHeldP50Ms] = Statistics.Median(held);
        if (pauses.Length > 0)
        {
            figures[Figure.PauseP50Ms] = Statistics.Median(pauses);
            figures[Figure.LongestPauseMs] = pauses.Max();
        }
        return figures;
    }
}

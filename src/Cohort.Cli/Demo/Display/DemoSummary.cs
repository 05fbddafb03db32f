using System.Globalization;

namespace Cohort.Cli.Demo.Display;

/// <summary>Says at the end, for people, what the demo showed.</summary>
internal static class DemoSummary
{
    /// <summary>Writes it.</summary>
    public static void Write(TextWriter output, DemoRequest request, DemoOutcome outcome)
    {
        CultureInfo culture = CultureInfo.InvariantCulture;
        string hashes = string.Join(
            ", ",
            outcome
                .StateHashes.GroupBy(entry => entry.Hash)
                .Select(same => $"{same.Key[..12]} at {string.Join(' ', same.Select(entry => entry.Node))}")
        );
        (string, string)[] lines =
        [
            (
                "acknowledged",
                $"{outcome.Acknowledged.ToString("N0", culture)} operations in {outcome.Worked.TotalSeconds.ToString("F1", culture)} s: {outcome.OperationsPerSecond.ToString("N0", culture)} a second"
            ),
            ("lost", $"{outcome.Lost}"),
            ("divergent", $"{outcome.Divergent}; state {hashes}"),
            ("view changes", $"{outcome.ViewChanges}"),
            (
                "longest pause",
                $"{outcome.LongestPause.TotalMilliseconds.ToString("F1", culture)} ms, the longest that a client waited"
            ),
            (
                "latency",
                string.Create(
                    culture,
                    $"p50 {outcome.LatencyP50Us / 1000.0:F2} ms, p99 {outcome.LatencyP99Us / 1000.0:F2} ms"
                )
            ),
            (
                "new views",
                string.Create(
                    culture,
                    $"p50 {outcome.GroupsViewP50.TotalMilliseconds:F1} ms, max {outcome.GroupsViewMax.TotalMilliseconds:F1} ms after the kill, in {(outcome.Groups == 1 ? "the group" : $"{outcome.Groups} groups")}"
                )
            ),
            ("idle group", $"{outcome.IdleGroupBytes.ToString("N0", culture)} bytes at each member"),
            .. Recovery(outcome),
            ("seed", $"{request.Seed}"),
        ];
        output.WriteLine();
        foreach ((string name, string value) in lines)
            output.WriteLine($"  {name, -14} {value}");
        output.WriteLine();
        output.WriteLine(outcome.Ok ? "All as promised." : "Not as promised:");
        foreach (string problem in outcome.Problems)
            output.WriteLine($"  {problem}");
    }

    private static IEnumerable<(string, string)> Recovery(DemoOutcome outcome)
    {
        if (outcome.Recoveries is [var shortest, ..])
            yield return (
                "recovery",
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"p50 {outcome.RecoveryP50!.Value.TotalMilliseconds:F0} ms, {shortest.TotalMilliseconds:F0} to {outcome.Recoveries[^1].TotalMilliseconds:F0} ms from the kill of all to operations again, {outcome.Recoveries.Count} times"
                )
            );
        if (outcome.DataFolder is { } folder)
            yield return ("data", $"{folder}; cohort log verify {Path.Combine(folder, "a")} reads the first one's");
    }
}

using System.Globalization;
using System.Text;
using Cohort.Simulation.Commands;

namespace Cohort.Cli.Simulate;

/// <summary>Says for people what a run of the simulator found.</summary>
internal static class SimulateSummary
{
    private const int FailuresShown = 30;

    /// <summary>The text, of several lines.</summary>
    public static string Of(SimulateReport report)
    {
        CultureInfo culture = CultureInfo.InvariantCulture;
        var text = new StringBuilder();
        text.AppendLine(
            culture,
            $"{Seeds(report.Seeds)}, {report.ClusterHours:F2} cluster-hours in {report.WallSeconds:F1} s: {report.ClusterHoursPerMinute:F2} a minute"
        );
        text.AppendLine(
            culture,
            $"  deliveries {report.Deliveries:N0}, view changes {report.ViewChanges:N0}, quorums lost for good {report.QuorumsLost:N0}, of them in the middle of a change {report.BrokenChanges:N0}"
        );
        text.AppendLine(
            culture,
            $"  the middle seed: {report.Medians.Deliveries:N0} deliveries, {report.Medians.ViewChanges:N0} view changes, {Count((int)report.Medians.FaultKinds, "kind")} of faults"
        );
        text.AppendLine(
            culture,
            $"  faults that took effect: {string.Join(", ", report.Faults.Where(fault => fault.Value > 0).Select(fault => $"{fault.Key} {fault.Value}"))}"
        );
        if (report.CaughtUp + report.NotInLog > 0)
            text.AppendLine(
                culture,
                $"  caught up by the difference {report.CaughtUp:N0}, state in its place {report.NotInLog:N0}"
            );
        if (report.TraceHash is { } hash)
            text.AppendLine(culture, $"  trace hash {hash}");
        foreach (string kept in report.Kept)
            text.AppendLine(culture, $"  kept {kept}");
        // One flaw shows in many places: the first of each seed and property says what it is.
        foreach (var alike in report.Failures.GroupBy(failure => (failure.Seed, failure.Property)).Take(FailuresShown))
        {
            string more = alike.Count() > 1 ? $" (and {alike.Count() - 1} more)" : "";
            text.AppendLine(
                culture,
                $"  seed {alike.Key.Seed} breaks {alike.Key.Property}: {alike.First().Text}{more}"
            );
        }
        text.Append(culture, $"{report.Violations} {(report.Violations == 1 ? "violation" : "violations")}");
        return text.ToString();
    }

    /// <summary>How far a run had come that was interrupted, and how to go on.</summary>
    /// <param name="report">What it reports.</param>
    /// <param name="options">What it was told.</param>
    /// <param name="isCorpus">Whether it ran a folder of scenarios.</param>
    public static string HowFar(SimulateReport report, SimulateOptions options, bool isCorpus) =>
        options switch
        {
            _ when isCorpus => $"after {Count(report.Seeds, "scenario")}",
            { Seed: not null } or { Replay: not null } => "in the middle of the run, of which nothing can be said",
            { ResumeFile: { } journal } =>
                $"after {report.Seeds} of {Seeds(options.Seeds)}; the same command goes on where {journal} ends",
            _ =>
                $"after {report.Seeds} of {Seeds(options.Seeds)}; to go on where an interrupted run has ended, start it with "
                    + "--resume FILE",
        };

    private static string Seeds(int count) => Count(count, "seed");

    private static string Count(int count, string what) => count == 1 ? $"1 {what}" : $"{count} {what}s";
}

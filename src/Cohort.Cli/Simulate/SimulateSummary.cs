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
            $"{report.Seeds} seeds, {report.ClusterHours:F2} cluster-hours in {report.WallSeconds:F1} s: {report.ClusterHoursPerMinute:F2} a minute"
        );
        text.AppendLine(
            culture,
            $"  deliveries {report.Deliveries:N0}, view changes {report.ViewChanges:N0}, quorums lost for good {report.QuorumsLost:N0}"
        );
        text.AppendLine(
            culture,
            $"  the middle seed: {report.Medians.Deliveries:N0} deliveries, {report.Medians.ViewChanges:N0} view changes, {report.Medians.FaultKinds} kinds of faults"
        );
        text.AppendLine(
            culture,
            $"  faults that took effect: {string.Join(", ", report.Faults.Where(fault => fault.Value > 0).Select(fault => $"{fault.Key} {fault.Value}"))}"
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
        text.Append(culture, $"{report.Violations} violations");
        return text.ToString();
    }
}

using System.Text.Json;
using System.Text.Json.Serialization;

namespace Cohort.Cli.Demo;

/// <summary>The outcome of the demo as others read it: the names are a contract. The recoveries are null where nothing was
/// durable, and <c>recoveryMs</c> is the median of them.</summary>
internal sealed record DemoReport(
    bool Ok,
    int Nodes,
    double Seconds,
    long Acknowledged,
    long Lost,
    int Divergent,
    long ViewChanges,
    double FailoverMs,
    double OperationsPerSecond,
    long LatencyP50Us,
    long LatencyP99Us,
    int Groups,
    double GroupsViewP50Ms,
    double GroupsViewMaxMs,
    long IdleGroupBytes,
    bool Durable,
    double? RecoveryMs,
    int TotalFailures,
    double? RecoveryMinMs,
    double? RecoveryMaxMs
)
{
    /// <summary>One line of JSON.</summary>
    public static string Of(DemoOutcome outcome) =>
        JsonSerializer.Serialize(
            new DemoReport(
                outcome.Ok,
                outcome.Nodes,
                Math.Round(outcome.Worked.TotalSeconds, 3),
                outcome.Acknowledged,
                outcome.Lost,
                outcome.Divergent,
                outcome.ViewChanges,
                Math.Round(outcome.LongestPause.TotalMilliseconds, 3),
                Math.Round(outcome.OperationsPerSecond, 1),
                outcome.LatencyP50Us,
                outcome.LatencyP99Us,
                outcome.Groups,
                Math.Round(outcome.GroupsViewP50.TotalMilliseconds, 3),
                Math.Round(outcome.GroupsViewMax.TotalMilliseconds, 3),
                outcome.IdleGroupBytes,
                outcome.IsDurable,
                Milliseconds(outcome.RecoveryP50),
                outcome.Recoveries.Count,
                Milliseconds(outcome.Recoveries.Count > 0 ? outcome.Recoveries[0] : null),
                Milliseconds(outcome.Recoveries.Count > 0 ? outcome.Recoveries[^1] : null)
            ),
            DemoReportJson.Default.DemoReport
        );

    private static double? Milliseconds(TimeSpan? time) =>
        time is { } known ? Math.Round(known.TotalMilliseconds, 3) : null;
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(DemoReport))]
internal sealed partial class DemoReportJson : JsonSerializerContext;

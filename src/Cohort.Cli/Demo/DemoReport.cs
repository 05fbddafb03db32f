using System.Text.Json;
using System.Text.Json.Serialization;

namespace Cohort.Cli.Demo;

/// <summary>The outcome of the demo as others read it: the names are a contract.</summary>
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
    long IdleGroupBytes
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
                outcome.IdleGroupBytes
            ),
            DemoReportJson.Default.DemoReport
        );
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(DemoReport))]
internal sealed partial class DemoReportJson : JsonSerializerContext;

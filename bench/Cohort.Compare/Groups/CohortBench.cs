using System.Globalization;
using System.Text.Json;
using Cohort.Compare.Processes;

namespace Cohort.Compare.Groups;

/// <summary>Cohort's own benchmark, as anybody can start it: three processes for each measurement.</summary>
internal sealed class CohortBench : ISystem
{
    public async Task<Sample> MeasureAsync(Point point, Timing timing, CancellationToken cancellationToken)
    {
        string output = await StartedProcess.OutputOfAsync(
            cancellationToken,
            Repository.Path("cohort"),
            "bench",
            point.Workload == Workload.Latency ? "latency" : "throughput",
            "--size",
            $"{point.Size}",
            "--seconds",
            Duration(timing.Length),
            "--warm-up",
            Duration(timing.WarmUp),
            "--repetitions",
            "1",
            "--json"
        );
        using JsonDocument report = JsonDocument.Parse(output);
        JsonElement figures = report.RootElement.GetProperty("points")[0];
        return point.Workload == Workload.Latency
            ? new Sample(null, Figure(figures, "latencyP50Us"), Figure(figures, "latencyP99Us"))
            : new Sample(Figure(figures, "messagesPerSecond"), null, null);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private static string Duration(TimeSpan duration) =>
        string.Create(CultureInfo.InvariantCulture, $"{duration.TotalMilliseconds:0}ms");

    private static double Figure(JsonElement figures, string name) => figures.GetProperty(name).GetDouble();
}

using System.Diagnostics;
using System.Globalization;
using Cohort.Cli.Output;
using Cohort.Simulation.Commands;

namespace Cohort.Cli.Simulate;

/// <summary>How far a run has come.</summary>
/// <param name="output">Where it goes.</param>
/// <param name="isRedirected">Whether that is no terminal.</param>
internal sealed class ProgressLine(TextWriter output, bool isRedirected) : IDisposable
{
    private readonly StatusLine _line = new(output, isRedirected);
    private readonly TimeSpan _interval = TimeSpan.FromSeconds(isRedirected ? 10 : 0.2);
    private readonly Stopwatch _sinceLast = Stopwatch.StartNew();

    /// <summary>Shows it, unless it was shown a moment ago.</summary>
    public void Show(SimulateProgress progress)
    {
        if (_sinceLast.Elapsed < _interval && progress.Doing is null)
            return;
        _sinceLast.Restart();
        _line.Show(progress.Doing ?? Counted(progress));
    }

    /// <summary>Takes the line away.</summary>
    public void Clear() => _line.Clear();

    public void Dispose() => Clear();

    private static string Counted(SimulateProgress progress) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{progress.Done} of {progress.Total} {(progress.Total == 1 ? "seed" : "seeds")}, {progress.FailedSeeds} failed; "
                + $"{progress.ClusterHours:F1} cluster-hours, {progress.ClusterHoursPerMinute:F1} a minute"
        );
}

using System.Diagnostics;
using System.Globalization;
using Cohort.Simulation.Commands;

namespace Cohort.Cli.Simulate;

/// <summary>
/// How far a run has come: on a terminal one line that is written over again and again, elsewhere a line now and then.
/// </summary>
/// <param name="output">Where it goes.</param>
/// <param name="isRedirected">Whether that is no terminal.</param>
internal sealed class ProgressLine(TextWriter output, bool isRedirected) : IDisposable
{
    private readonly TimeSpan _interval = TimeSpan.FromSeconds(isRedirected ? 10 : 0.2);
    private readonly Stopwatch _sinceLast = Stopwatch.StartNew();
    private int _width;

    /// <summary>Shows it, unless it was shown a moment ago.</summary>
    public void Show(SimulateProgress progress)
    {
        if (_sinceLast.Elapsed < _interval && progress.Doing is null)
            return;
        _sinceLast.Restart();
        string line = progress.Doing ?? Counted(progress);
        if (isRedirected)
            output.WriteLine(line);
        else
            output.Write($"\r{line.PadRight(_width)}");
        _width = line.Length;
    }

    /// <summary>Takes the line away.</summary>
    public void Clear()
    {
        if (_width > 0 && !isRedirected)
            output.Write($"\r{new string(' ', _width)}\r");
        _width = 0;
    }

    public void Dispose() => Clear();

    private static string Counted(SimulateProgress progress) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{progress.Done} of {progress.Total} {(progress.Total == 1 ? "seed" : "seeds")}, {progress.FailedSeeds} failed; "
                + $"{progress.ClusterHours:F1} cluster-hours, {progress.ClusterHoursPerMinute:F1} a minute"
        );
}

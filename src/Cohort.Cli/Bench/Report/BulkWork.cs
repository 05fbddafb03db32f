using System.Diagnostics;
using Cohort.Cli.Bench.Members;

namespace Cohort.Cli.Bench.Report;

/// <summary>What the members deliver of large messages, over several stretches of time.</summary>
internal sealed class BulkWork
{
    private double _bytes;
    private double _seconds;

    /// <summary>Adds a stretch: how far each member had come before it, and how far after.</summary>
    public void Add(IReadOnlyList<Progress> before, IReadOnlyList<Progress> after)
    {
        foreach ((Progress from, Progress to) in before.Zip(after))
        {
            _bytes += to.BulkBytes - from.BulkBytes;
            _seconds += Stopwatch.GetElapsedTime(from.At, to.At).TotalSeconds;
        }
    }

    /// <summary>The rate at each member, and the memory of the largest.</summary>
    public Figures ToFigures(IReadOnlyList<Progress> last) =>
        new()
        {
            [Figure.BulkMegabytesPerSecond] = _seconds > 0 ? _bytes / _seconds / 1e6 : null,
            [Figure.PeakMemoryMegabytes] = last.Max(progress => progress.PeakMemory) / 1e6,
        };
}

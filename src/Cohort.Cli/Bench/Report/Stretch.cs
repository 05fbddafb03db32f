using System.Diagnostics;
using Cohort.Cli.Bench.Members;

namespace Cohort.Cli.Bench.Report;

/// <summary>How far each member came in a stretch of time.</summary>
internal sealed record Stretch(IReadOnlyList<Progress> From, IReadOnlyList<Progress> To)
{
    /// <summary>Messages delivered a second at each member: the mean.</summary>
    public double Rate =>
        From.Zip(To)
            .Average(member =>
                (member.Second.Deliveries - member.First.Deliveries)
                / Stopwatch.GetElapsedTime(member.First.At, member.Second.At).TotalSeconds
            );

    /// <summary>How many messages lie between the member that has delivered the most and the one that has delivered the
    /// fewest, at the end.</summary>
    public double Lag => To.Max(member => member.Deliveries) - To.Min(member => member.Deliveries);

    /// <summary>What the group does with a slow member, and what it did without.</summary>
    /// <param name="quiet">Before the member was slow.</param>
    /// <param name="slow">Which one it is.</param>
    /// <param name="size">The size of a message in bytes.</param>
    public Figures ToFigures(Stretch quiet, int slow, int size)
    {
        var figures = new Figures
        {
            [Figure.MessagesPerSecond] = Rate,
            [Figure.MegabytesPerSecond] = Rate * size / 1e6,
            [Figure.QuietMessagesPerSecond] = quiet.Rate,
            [Figure.LagMessages] = Lag,
            [Figure.PeakMemoryMegabytes] = To.Max(member => member.PeakMemory) / 1e6,
            [Figure.SlowPeakMemoryMegabytes] = To[slow].PeakMemory / 1e6,
        };
        figures.Divide(Figure.RatioToQuiet, Figure.MessagesPerSecond, Figure.QuietMessagesPerSecond);
        return figures;
    }
}

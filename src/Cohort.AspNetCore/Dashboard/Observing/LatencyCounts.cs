using System.Numerics;
using Cohort.AspNetCore.Dashboard.Reports;

namespace Cohort.AspNetCore.Dashboard.Observing;

/// <summary>How many messages took how long: from a microsecond to over an hour, in steps of a ninth.</summary>
internal sealed class LatencyCounts
{
    private const int Doublings = 32;
    private const int Steps = 8;

    private readonly int[] _counts = new int[Doublings * Steps];

    /// <summary>A message took so long. Any thread.</summary>
    public void Add(double seconds) => Interlocked.Increment(ref _counts[IndexOf(seconds * 1e6)]);

    /// <summary>What was counted, which is then forgotten; null where nothing was.</summary>
    public LatencySummary? Take()
    {
        var counts = new int[_counts.Length];
        long total = 0;
        int highest = 0;
        for (int index = 0; index < counts.Length; index++)
        {
            counts[index] = Interlocked.Exchange(ref _counts[index], 0);
            total += counts[index];
            if (counts[index] > 0)
                highest = index;
        }
        return total == 0
            ? null
            : new LatencySummary(
                total,
                MillisecondsAt(Place(counts, total, 0.5)),
                MillisecondsAt(Place(counts, total, 0.99)),
                MillisecondsAt(highest)
            );
    }

    private static int Place(int[] counts, long total, double share)
    {
        long wanted = Math.Max(1, (long)Math.Ceiling(total * share));
        int index = 0;
        for (long seen = counts[0]; seen < wanted; seen += counts[index])
            index++;
        return index;
    }

    private static int IndexOf(double microseconds)
    {
        uint whole = (uint)Math.Clamp(microseconds, 1, uint.MaxValue);
        int doubling = BitOperations.Log2(whole);
        // The three bits behind the first.
        int step = (int)(((ulong)whole << 3 >> doubling) & (Steps - 1));
        return (doubling * Steps) + step;
    }

    // The middle of what is counted there.
    private static double MillisecondsAt(int index) =>
        Math.ScaleB(1, index / Steps) * (1 + ((index % Steps + 0.5) / Steps)) / 1000;
}

using System.Numerics;

namespace Cohort.Cli.Measuring;

/// <summary>
/// Counts latencies in microseconds, however many: to the microsecond below 128, and above that in steps of less than
/// one percent of the value.
/// </summary>
internal sealed class LatencyHistogram
{
    private const int StepBits = 7;
    private const int Steps = 1 << StepBits;

    private readonly long[] _counts = new long[Steps * (32 - StepBits + 1)];

    /// <summary>How many were counted.</summary>
    public long Count { get; private set; }

    /// <summary>The largest.</summary>
    public uint Largest { get; private set; }

    /// <summary>Counts one.</summary>
    public void Add(uint microseconds)
    {
        _counts[IndexOf(microseconds)]++;
        Count++;
        Largest = Math.Max(Largest, microseconds);
    }

    /// <summary>The value that this share of all latencies does not exceed; 0 where there are none.</summary>
    public uint Percentile(double share)
    {
        long rank = (long)Math.Ceiling(share * Count);
        long seen = 0;
        for (int index = 0; index < _counts.Length; index++)
        {
            seen += _counts[index];
            if (seen >= rank && seen > 0)
                return Math.Min(UpperBoundOf(index), Largest);
        }
        return 0;
    }

    // Every power of two is cut into the same number of steps.
    private static int IndexOf(uint value)
    {
        int shift = Math.Max(0, 32 - BitOperations.LeadingZeroCount(value) - (StepBits + 1));
        return shift * Steps + (int)(value >> shift);
    }

    private static uint UpperBoundOf(int index)
    {
        int shift = Math.Max(0, index / Steps - 1);
        long step = index - shift * Steps;
        return (uint)(((step + 1) << shift) - 1);
    }
}

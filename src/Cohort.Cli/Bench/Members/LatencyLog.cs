using System.Diagnostics;
using System.Runtime.InteropServices;
using Cohort.Cli.Children;

namespace Cohort.Cli.Bench.Members;

/// <summary>
/// The latencies of messages in the order of their delivery, in nanoseconds. One thread adds, another may read. The
/// room is taken at once, so that what is measured allocates nothing; what comes when it is full is not counted.
/// </summary>
internal sealed class LatencyLog
{
    private const int Room = 1 << 22;
    private static readonly double s_nanosecondsPerTick = 1e9 / Stopwatch.Frequency;

    private readonly long[] _nanoseconds = GC.AllocateUninitializedArray<long>(Room);
    private int _count;

    /// <summary>Adds the time between two moments of <see cref="Stopwatch"/>.</summary>
    public void Add(long from, long to)
    {
        if (_count == Room)
            return;
        _nanoseconds[_count] = (long)((to - from) * s_nanosecondsPerTick);
        Volatile.Write(ref _count, _count + 1);
    }

    /// <summary>All so far, as a frame.</summary>
    public Frame ToFrame() =>
        new(
            (byte)MemberFrame.Latencies,
            MemoryMarshal.AsBytes(_nanoseconds.AsSpan(0, Volatile.Read(ref _count))).ToArray()
        );

    /// <summary>The latencies in a frame, in microseconds.</summary>
    public static double[] From(Frame frame)
    {
        ReadOnlySpan<long> nanoseconds = MemoryMarshal.Cast<byte, long>(frame.Body.Span);
        var microseconds = new double[nanoseconds.Length];
        for (int index = 0; index < microseconds.Length; index++)
            microseconds[index] = nanoseconds[index] / 1e3;
        return microseconds;
    }
}

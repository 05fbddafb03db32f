using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Serialization;
using Cohort.Cli.Children;

namespace Cohort.Cli.Speed;

/// <summary>What one process has done up to a moment, or between two.</summary>
/// <param name="Deliveries">Messages delivered to it.</param>
/// <param name="Elapsed">Time gone by.</param>
/// <param name="Processor">Processor time used by the whole process, in the kernel too.</param>
/// <param name="Allocated">Bytes allocated on the managed heap by the whole process.</param>
/// <param name="Collections">Garbage collections.</param>
internal sealed record SpeedSample(
    long Deliveries,
    TimeSpan Elapsed,
    TimeSpan Processor,
    long Allocated,
    int Collections
)
{
    /// <summary>Takes one now.</summary>
    public static SpeedSample Take(long deliveries)
    {
        using Process process = Process.GetCurrentProcess();
        return new SpeedSample(
            deliveries,
            Stopwatch.GetElapsedTime(0),
            process.TotalProcessorTime,
            GC.GetTotalAllocatedBytes(precise: true),
            GC.CollectionCount(0)
        );
    }

    /// <summary>What was done since an earlier sample.</summary>
    public SpeedSample Since(SpeedSample earlier) =>
        new(
            Deliveries - earlier.Deliveries,
            Elapsed - earlier.Elapsed,
            Processor - earlier.Processor,
            Allocated - earlier.Allocated,
            Collections - earlier.Collections
        );

    /// <summary>As a frame.</summary>
    public Frame ToFrame() =>
        new(
            (byte)SpeedFrameKind.Sample,
            JsonSerializer.SerializeToUtf8Bytes(this, SpeedSampleJson.Default.SpeedSample)
        );

    /// <summary>From a frame.</summary>
    public static SpeedSample From(Frame frame) =>
        JsonSerializer.Deserialize(frame.Body.Span, SpeedSampleJson.Default.SpeedSample)!;
}

[JsonSerializable(typeof(SpeedSample))]
internal sealed partial class SpeedSampleJson : JsonSerializerContext;

using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Serialization;
using Cohort.Cli.Children;

namespace Cohort.Cli.Bench.Members;

/// <summary>What one process has done up to a moment, or between two.</summary>
/// <param name="Deliveries">Messages delivered to it.</param>
/// <param name="Elapsed">Time gone by.</param>
/// <param name="Processor">Processor time used by the whole process, in the kernel too.</param>
/// <param name="Allocated">Bytes allocated on the managed heap by the whole process.</param>
/// <param name="Collections">Garbage collections.</param>
/// <param name="PeakMemory">The most bytes of memory that it ever had resident.</param>
internal sealed record MemberSample(
    double Deliveries,
    TimeSpan Elapsed,
    TimeSpan Processor,
    long Allocated,
    int Collections,
    long PeakMemory
)
{
    /// <summary>Takes one now.</summary>
    public static MemberSample Take(double deliveries)
    {
        TimeSpan elapsed = Stopwatch.GetElapsedTime(0);
        using Process process = Process.GetCurrentProcess();
        return new MemberSample(
            deliveries,
            elapsed,
            process.TotalProcessorTime,
            GC.GetTotalAllocatedBytes(precise: true),
            GC.CollectionCount(0),
            process.PeakWorkingSet64
        );
    }

    /// <summary>What was done since an earlier sample.</summary>
    public MemberSample Since(MemberSample earlier) =>
        new(
            Deliveries - earlier.Deliveries,
            Elapsed - earlier.Elapsed,
            Processor - earlier.Processor,
            Allocated - earlier.Allocated,
            Collections - earlier.Collections,
            PeakMemory
        );

    /// <summary>As a frame.</summary>
    public Frame ToFrame() =>
        new((byte)MemberFrame.Sample, JsonSerializer.SerializeToUtf8Bytes(this, MemberJson.Default.MemberSample));

    /// <summary>From a frame.</summary>
    public static MemberSample From(Frame frame) =>
        JsonSerializer.Deserialize(frame.Body.Span, MemberJson.Default.MemberSample)!;
}

[JsonSerializable(typeof(MemberSample))]
[JsonSerializable(typeof(Progress))]
[JsonSerializable(typeof(SeenView))]
[JsonSerializable(typeof(SocketUse))]
internal sealed partial class MemberJson : JsonSerializerContext;

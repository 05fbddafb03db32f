using System.Diagnostics;
using System.Runtime;
using System.Text.Json;
using Cohort.Cli.Children;

namespace Cohort.Cli.Bench.Members;

/// <summary>How far a member has come.</summary>
/// <param name="Deliveries">Messages of the measured group that were delivered to it.</param>
/// <param name="BulkBytes">Bytes of the group beside that were delivered to it.</param>
/// <param name="At">When that was, by the clock that all processes of the machine share.</param>
/// <param name="PeakMemory">The most bytes of memory that its process ever had resident.</param>
/// <param name="Compiled">How many methods were compiled in it, each as often as it was.</param>
internal sealed record Progress(double Deliveries, long BulkBytes, long At, long PeakMemory, long Compiled)
{
    /// <summary>That of this process, now.</summary>
    public static Progress Take(double deliveries, long bulkBytes)
    {
        long at = Stopwatch.GetTimestamp();
        using Process process = Process.GetCurrentProcess();
        return new Progress(deliveries, bulkBytes, at, process.PeakWorkingSet64, JitInfo.GetCompiledMethodCount());
    }

    /// <summary>As a frame.</summary>
    public Frame ToFrame() =>
        new((byte)MemberFrame.Progress, JsonSerializer.SerializeToUtf8Bytes(this, MemberJson.Default.Progress));

    /// <summary>From a frame.</summary>
    public static Progress From(Frame frame) =>
        JsonSerializer.Deserialize(frame.Body.Span, MemberJson.Default.Progress)!;
}

using System.Diagnostics;

namespace Cohort.Benchmarks.Updates;

/// <summary>What a load came to while it was counted.</summary>
/// <param name="PerSecond">Messages or updates a second, delivered or made at each member.</param>
/// <param name="Microseconds">Processor time for each of them at each member.</param>
/// <param name="Allocated">Bytes allocated for each of them at each member.</param>
internal readonly record struct Rate(double PerSecond, double Microseconds, double Allocated);

/// <summary>Something that keeps three members busy, and what it does in a second.</summary>
internal abstract class Load : IAsyncDisposable
{
    private const int Members = 3;

    /// <summary>What it is, for people.</summary>
    public abstract string Name { get; }

    /// <summary>How many messages or updates the member has had that has had the fewest.</summary>
    protected abstract long Done { get; }

    /// <summary>Runs for a while, and counts all of it but the beginning.</summary>
    public async Task<Rate> RunAsync(TimeSpan warmUp, TimeSpan duration)
    {
        using var stopping = new CancellationTokenSource();
        Task running = KeepBusyAsync(stopping.Token);
        await Task.Delay(warmUp);
        (long done, long start) = (Done, Stopwatch.GetTimestamp());
        (TimeSpan processor, long allocated) = (Environment.CpuUsage.TotalTime, GC.GetTotalAllocatedBytes());
        await Task.Delay(duration);
        (long more, TimeSpan elapsed) = (Done - done, Stopwatch.GetElapsedTime(start));
        processor = Environment.CpuUsage.TotalTime - processor;
        allocated = GC.GetTotalAllocatedBytes() - allocated;
        await stopping.CancelAsync();
        await running;
        long deliveries = Math.Max(1, more * Members);
        return new Rate(
            more / elapsed.TotalSeconds,
            processor.TotalMicroseconds / deliveries,
            (double)allocated / deliveries
        );
    }

    public abstract ValueTask DisposeAsync();

    /// <summary>Keeps all members busy until it is told to stop, and comes to rest.</summary>
    protected abstract Task KeepBusyAsync(CancellationToken stopping);
}

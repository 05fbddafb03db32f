using System.Diagnostics;
using System.Runtime.InteropServices;
using Cohort.Cli.Bench.Groups;
using Cohort.Cli.Bench.Members;
using Cohort.Cli.Bench.Report;
using Cohort.Cli.Children;

namespace Cohort.Cli.Bench.Modes;

/// <summary>
/// One repetition: what processes that belong to many groups use while nothing happens in any of them, and how long all of
/// these take to go on when one of the processes is killed.
/// </summary>
internal static class GroupsRun
{
    private static readonly TimeSpan s_look = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    /// <summary>Measures once, and ends every process that it started whatever happens.</summary>
    public static async Task<Figures> RunAsync(
        Setting setting,
        BenchRequest request,
        CancellationToken cancellationToken
    )
    {
        long begun = Stopwatch.GetTimestamp();
        await using MeasuredGroup group = await MeasuredGroup.FormAsync(setting, cancellationToken);
        double[][] heaps = await WholeAsync(group, setting, cancellationToken);
        var figures = new Figures { [Figure.GroupsFormedMs] = Stopwatch.GetElapsedTime(begun).TotalMilliseconds };
        await group.WarmUpAsync(request.WarmUp, cancellationToken);
        group.TellAll(MemberFrame.CountSockets);
        IReadOnlyList<MemberSample> samples = await group.SampleAsync(request.Duration, cancellationToken);
        IReadOnlyList<Frame> sockets = await group.AskAsync(
            group.Seats,
            MemberFrame.ReportSockets,
            MemberFrame.Sockets,
            cancellationToken
        );
        double seconds = samples.Average(sample => sample.Elapsed.TotalSeconds);
        figures[Figure.IdleBytesPerSecond] = sockets.Sum(frame => SocketUse.From(frame).Bytes) / seconds;
        figures[Figure.IdleProcessorPercent] = samples.Sum(sample => sample.Processor.TotalSeconds) / seconds * 100;
        if (setting.Groups == 0)
            return figures;
        heaps = await HeapsAsync(group, group.Seats, cancellationToken);
        figures[Figure.HeapBytesPerGroup] = heaps.Sum(heap => heap[0]) / heaps.Sum(heap => heap[1]);
        figures.Add(await KillAsync(group, setting, cancellationToken));
        return figures;
    }

    private static async Task<Figures> KillAsync(
        MeasuredGroup group,
        Setting setting,
        CancellationToken cancellationToken
    )
    {
        Seat victim = group.At(setting.Side);
        Seat[] others = [.. group.Seats.Where(seat => seat != victim)];
        int place = victim.Name[0] - 'a';
        int expected =
            (ManyGroups.MembersOfEach - 1)
            * Enumerable.Range(0, setting.Groups).Count(at => ManyGroups.Has(at, place, setting.Members));
        long from = group.Kill(victim);
        double[] took = [];
        while (took.Length < expected)
        {
            if (Stopwatch.GetElapsedTime(from) > s_patience)
                throw new BenchFailedException(
                    $"{took.Length} of {expected} groups had a new view {s_patience.TotalSeconds:0} s after a kill"
                );
            await Task.Delay(s_look, cancellationToken);
            IReadOnlyList<Frame> frames = await group.AskAsync(
                others,
                MemberFrame.ReportShrunk,
                MemberFrame.Shrunk,
                cancellationToken
            );
            took =
            [
                .. frames
                    .SelectMany(frame => MemoryMarshal.Cast<byte, long>(frame.Body.Span).ToArray())
                    .Select(at => Stopwatch.GetElapsedTime(from, at).TotalMilliseconds),
            ];
        }
        return new Figures
        {
            [Figure.GroupsViewP50Ms] = Statistics.Median(took),
            [Figure.GroupsViewMaxMs] = took.Max(),
        };
    }

    private static async Task<double[][]> WholeAsync(
        MeasuredGroup group,
        Setting setting,
        CancellationToken cancellationToken
    )
    {
        long from = Stopwatch.GetTimestamp();
        while (true)
        {
            double[][] heaps = await HeapsAsync(group, group.Seats, cancellationToken);
            double whole = heaps.Sum(heap => heap[1]);
            if ((int)whole == setting.Groups * ManyGroups.MembersOfEach)
                return heaps;
            if (Stopwatch.GetElapsedTime(from) > s_patience)
                throw new BenchFailedException(
                    $"{whole} of {setting.Groups * ManyGroups.MembersOfEach} memberships were in a view of all after {s_patience.TotalSeconds:0} s"
                );
            await Task.Delay(s_look, cancellationToken);
        }
    }

    /// <summary>What each process has more on its heap than before it joined its groups, and how many of these are whole.</summary>
    private static async Task<double[][]> HeapsAsync(
        MeasuredGroup group,
        IReadOnlyCollection<Seat> seats,
        CancellationToken cancellationToken
    )
    {
        IReadOnlyList<Frame> frames = await group.AskAsync(
            seats,
            MemberFrame.ReportHeap,
            MemberFrame.Heap,
            cancellationToken
        );
        return [.. frames.Select(frame => MemoryMarshal.Cast<byte, double>(frame.Body.Span).ToArray())];
    }
}

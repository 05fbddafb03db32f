using System.Buffers.Binary;
using System.Diagnostics;
using System.Globalization;
using Cohort.Cli.Bench.Groups;
using Cohort.Cli.Bench.Members;
using Cohort.Cli.Bench.Report;
using Cohort.Cli.Children;

namespace Cohort.Cli.Bench.Modes;

/// <summary>One repetition: senders never pause, and every process says what it did in the same stretch of
/// time.</summary>
internal static class ThroughputRun
{
    private static readonly TimeSpan s_socketsCounted = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan s_look = TimeSpan.FromMilliseconds(10);

    /// <summary>Measures once, and ends every process that it started whatever happens.</summary>
    public static async Task<Figures> RunAsync(
        Setting setting,
        BenchRequest request,
        CancellationToken cancellationToken
    )
    {
        await using MeasuredGroup group = await MeasuredGroup.FormAsync(setting, cancellationToken);
        group.TellAll(MemberFrame.Start);
        await group.WarmUpAsync(request.WarmUp, cancellationToken);
        IReadOnlyList<MemberSample> samples = await group.SampleAsync(request.Duration, cancellationToken);
        if (samples.Any(sample => sample.Deliveries <= 0))
            throw new BenchFailedException(WhoLags(group, samples));
        Figures figures = Work.Of(samples, setting.Size);
        figures.Add(await SocketsAsync(group, cancellationToken));
        return figures;
    }

    private static string WhoLags(MeasuredGroup group, IReadOnlyList<MemberSample> samples)
    {
        IEnumerable<string> all = group.Seats.Zip(
            samples,
            (seat, sample) =>
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{seat.Name} delivered {sample.Deliveries:0} in {sample.Elapsed.TotalMilliseconds:0} ms"
                )
        );
        return $"{string.Join(", ", all)}: the machine is busy, and they deliver in bursts; --seconds gives them longer";
    }

    // Measured for itself, since the library counts only while somebody listens: what is measured above is not slowed.
    // And from silence to silence, so that no message is counted without its bytes.
    private static async Task<Figures> SocketsAsync(MeasuredGroup group, CancellationToken cancellationToken)
    {
        await FallSilentAsync(group, cancellationToken);
        group.TellAll(MemberFrame.CountSockets);
        group.TellAll(MemberFrame.Start);
        await Task.Delay(s_socketsCounted, cancellationToken);
        await FallSilentAsync(group, cancellationToken);
        IReadOnlyList<Frame> answers = await group.AskAsync(
            group.Seats,
            MemberFrame.ReportSockets,
            MemberFrame.Sockets,
            cancellationToken
        );
        return Work.OfSockets([.. answers.Select(SocketUse.From)]);
    }

    // Everything that was sent is delivered to every handler.
    private static async Task FallSilentAsync(MeasuredGroup group, CancellationToken cancellationToken)
    {
        long since = Stopwatch.GetTimestamp();
        IReadOnlyList<Frame> drained = await group.AskAsync(
            group.Seats,
            MemberFrame.Stop,
            MemberFrame.Drained,
            cancellationToken
        );
        long sent = drained.Sum(frame => BinaryPrimitives.ReadInt64LittleEndian(frame.Body.Span));
        while ((await group.ProgressAsync(cancellationToken)).Any(progress => progress.Deliveries < sent))
        {
            if (Stopwatch.GetElapsedTime(since) > s_patience)
                throw new BenchFailedException($"not all of {sent} messages were delivered to every member");
            await Task.Delay(s_look, cancellationToken);
        }
    }
}

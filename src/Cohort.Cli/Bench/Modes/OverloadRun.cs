using Cohort.Cli.Bench.Groups;
using Cohort.Cli.Bench.Members;
using Cohort.Cli.Bench.Report;
using Cohort.Cli.Children;

namespace Cohort.Cli.Bench.Modes;

/// <summary>One repetition: so many clients at each member, each of which sends its next message when the one before is
/// delivered to it.</summary>
internal static class OverloadRun
{
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
        IReadOnlyList<Frame> answers = await group.AskAsync(
            group.Seats,
            MemberFrame.ReportLatencies,
            MemberFrame.Latencies,
            cancellationToken
        );
        double[] latencies = [.. answers.SelectMany(LatencyLog.From)];
        if (latencies.Length == 0)
            throw new BenchFailedException("no client was answered; --seconds and --warm-up give it longer");
        Figures figures = Work.Of(samples, setting.Size);
        figures.Add(Latencies.OfClients(latencies));
        return figures;
    }
}

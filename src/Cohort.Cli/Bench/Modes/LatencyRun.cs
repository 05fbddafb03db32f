using Cohort.Cli.Bench.Groups;
using Cohort.Cli.Bench.Members;
using Cohort.Cli.Bench.Report;

namespace Cohort.Cli.Bench.Modes;

/// <summary>One repetition: a single sender with a single message under way; every member says how long each
/// took.</summary>
internal static class LatencyRun
{
    /// <summary>Measures once, and ends every process that it started whatever happens.</summary>
    public static async Task<Figures> RunAsync(
        Setting setting,
        BenchRequest request,
        CancellationToken cancellationToken
    )
    {
        await using MeasuredGroup group = await MeasuredGroup.FormAsync(setting, cancellationToken);
        Seat sender = group.At(setting.Side);
        group.TellAll(MemberFrame.Start);
        await group.WarmUpAsync(request.WarmUp, cancellationToken);
        IReadOnlyList<MemberSample> samples = await group.SampleAsync(request.Duration, cancellationToken);
        double[][] latencies =
        [
            .. (
                await group.AskAsync(group.Seats, MemberFrame.ReportLatencies, MemberFrame.Latencies, cancellationToken)
            ).Select(LatencyLog.From),
        ];
        if (latencies.Any(ofMember => ofMember.Length == 0))
            throw new BenchFailedException("no message came to every member; --seconds and --warm-up give it longer");
        Figures figures = Work.Of(samples, setting.Size);
        int rank = group.Seats.ToList().IndexOf(sender);
        figures.Add(Latencies.Of(latencies[rank], [.. latencies.Where((_, index) => index != rank)]));
        return figures;
    }
}

using Cohort.Cli.Bench.Groups;
using Cohort.Cli.Bench.Members;
using Cohort.Cli.Bench.Report;
using Cohort.Cli.Children;

namespace Cohort.Cli.Bench.Modes;

/// <summary>
/// One repetition: how long small messages of one group take, in turn while the other group is silent and while one
/// member, at the other end of the view, sends large messages to it without pause.
/// </summary>
internal static class BesideBulkRun
{
    // Whatever else the machine does falls upon both alike.
    private const int Rounds = 4;

    // So long until the large messages are under way everywhere.
    private static readonly TimeSpan s_settling = TimeSpan.FromMilliseconds(200);

    /// <summary>Measures once, and ends every process that it started whatever happens.</summary>
    public static async Task<Figures> RunAsync(
        Setting setting,
        BenchRequest request,
        CancellationToken cancellationToken
    )
    {
        await using MeasuredGroup group = await MeasuredGroup.FormAsync(setting, cancellationToken);
        Seat small = group.At(setting.Side);
        Seat bulk = group.At(setting.Side.Opposite());
        var work = new BulkWork();
        group.TellAll(MemberFrame.Start);
        MeasuredGroup.Tell(bulk, MemberFrame.StartBulk);
        await group.WarmUpAsync(request.WarmUp, cancellationToken);
        await StopBulkAsync();
        for (int round = 0; round < Rounds; round++)
        {
            MeasuredGroup.Tell(small, MemberFrame.CountQuiet);
            await Task.Delay(request.Duration / Rounds, cancellationToken);
            MeasuredGroup.Tell(small, MemberFrame.CountNothing);
            await BesideAsync();
        }
        double[] quiet = await LatenciesAsync(MemberFrame.ReportLatencies);
        double[] beside = await LatenciesAsync(MemberFrame.ReportBesideLatencies);
        if (quiet.Length == 0 || beside.Length == 0)
            throw new BenchFailedException("no small message was delivered; --seconds and --warm-up give it longer");
        Figures figures = Latencies.BesideBulk(quiet, beside);
        figures.Add(work.ToFigures(await group.ProgressAsync(cancellationToken)));
        return figures;

        async Task BesideAsync()
        {
            MeasuredGroup.Tell(bulk, MemberFrame.StartBulk);
            await Task.Delay(s_settling, cancellationToken);
            IReadOnlyList<Progress> before = await group.ProgressAsync(cancellationToken);
            MeasuredGroup.Tell(small, MemberFrame.CountBeside);
            await Task.Delay(request.Duration / Rounds, cancellationToken);
            MeasuredGroup.Tell(small, MemberFrame.CountNothing);
            work.Add(before, await group.ProgressAsync(cancellationToken));
            await StopBulkAsync();
        }

        Task StopBulkAsync() => group.AskAsync([bulk], MemberFrame.StopBulk, MemberFrame.Drained, cancellationToken);

        async Task<double[]> LatenciesAsync(MemberFrame question)
        {
            IReadOnlyList<Frame> answers = await group.AskAsync(
                [small],
                question,
                MemberFrame.Latencies,
                cancellationToken
            );
            return LatencyLog.From(answers[0]);
        }
    }
}

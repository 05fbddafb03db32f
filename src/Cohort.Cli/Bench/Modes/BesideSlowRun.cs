using Cohort.Cli.Bench.Groups;
using Cohort.Cli.Bench.Members;
using Cohort.Cli.Bench.Report;

namespace Cohort.Cli.Bench.Modes;

/// <summary>One repetition: what all members deliver while all send, before and after the handler of one of them, at
/// the end of the view that the setting does not name, becomes slow.</summary>
internal static class BesideSlowRun
{
    /// <summary>Measures once, and ends every process that it started whatever happens.</summary>
    public static async Task<Figures> RunAsync(
        Setting setting,
        BenchRequest request,
        CancellationToken cancellationToken
    )
    {
        await using MeasuredGroup group = await MeasuredGroup.FormAsync(setting, cancellationToken);
        Seat slow = group.At(setting.Side.Opposite());
        group.TellAll(MemberFrame.Start);
        await group.WarmUpAsync(request.WarmUp, cancellationToken);
        Stretch quiet = await StretchAsync();
        MeasuredGroup.Tell(slow, MemberFrame.SlowDown);
        // All that was under way reaches the slow member first: what counts is what goes on for good.
        Stretch beside = await StretchAsync();
        if (beside.Rate <= 0)
            throw new BenchFailedException("a member has delivered nothing; --seconds and --warm-up give it longer");
        int index = group.Seats.ToList().IndexOf(slow);
        return beside.ToFigures(quiet, index, setting.Size);

        async Task<Stretch> StretchAsync()
        {
            await Task.Delay(request.WarmUp, cancellationToken);
            IReadOnlyList<Progress> from = await group.ProgressAsync(cancellationToken);
            await Task.Delay(request.Duration, cancellationToken);
            return new Stretch(from, await group.ProgressAsync(cancellationToken));
        }
    }
}

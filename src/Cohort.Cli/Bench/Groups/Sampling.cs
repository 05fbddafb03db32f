using Cohort.Cli.Bench.Members;

namespace Cohort.Cli.Bench.Groups;

/// <summary>What the processes of a group do in the same stretch of time.</summary>
internal static class Sampling
{
    /// <summary>Lets it pass, and asks every process.</summary>
    public static async Task<IReadOnlyList<MemberSample>> SampleAsync(
        this MeasuredGroup group,
        TimeSpan duration,
        CancellationToken cancellationToken
    )
    {
        group.TellAll(MemberFrame.Measure);
        await Task.Delay(duration, cancellationToken);
        return
        [
            .. (await group.AskAsync(group.Seats, MemberFrame.Report, MemberFrame.Sample, cancellationToken)).Select(
                MemberSample.From
            ),
        ];
    }
}

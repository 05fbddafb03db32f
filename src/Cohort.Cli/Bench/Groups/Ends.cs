using Cohort.Cli.Bench.Members;

namespace Cohort.Cli.Bench.Groups;

/// <summary>Who stands where in the view of a measured group, and how far its members have come.</summary>
internal static class Ends
{
    /// <summary>The member at an end of the view. The group must be whole.</summary>
    public static Seat At(this MeasuredGroup group, Age side)
    {
        IReadOnlyList<string> ranks = group.Seats[0].Views[^1].Members;
        string name = side == Age.Oldest ? ranks[0] : ranks[^1];
        return group.Seats.Single(seat => seat.Name == name);
    }

    /// <summary>The other end.</summary>
    public static Age Opposite(this Age side) => side == Age.Oldest ? Age.Youngest : Age.Oldest;

    /// <summary>How far each member has come, in the order of the places.</summary>
    public static async Task<IReadOnlyList<Progress>> ProgressAsync(
        this MeasuredGroup group,
        CancellationToken cancellationToken
    ) =>
        [
            .. (
                await group.AskAsync(group.Seats, MemberFrame.ReportProgress, MemberFrame.Progress, cancellationToken)
            ).Select(Progress.From),
        ];
}

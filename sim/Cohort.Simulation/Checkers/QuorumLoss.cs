using Cohort.Simulation.Evidence;
using Cohort.Simulation.Histories;
using Cohort.Simulation.Scenarios;

namespace Cohort.Simulation.Checkers;

/// <summary>
/// Tells whether a group had lost its quorum for good when its run ended: no protocol could have gone on. L1 excuses it,
/// and a runner counts how often that happened.
/// </summary>
public static class QuorumLoss
{
    /// <summary>
    /// Whether some formation of the group still has living members, and these are no quorum of its latest view, while the
    /// listed processes have formed no other that they could join. G1: a governed group has only that of the root to lose; and
    /// where the seeds have disks the root is formed anew when a quorum of these is there.
    /// </summary>
    public static bool IsInherent(History history, ExpectedMembership expected)
    {
        Membership[] living =
        [
            .. expected
                .Processes.Select(process => history.Evidence.Track(process, expected.Group)?.Present)
                .OfType<Membership>()
                .Where(membership => membership.Formation is not null),
        ];
        Formation[] formations = [.. living.Select(membership => membership.Formation!).Distinct()];
        if (Array.Exists(formations, formation => formation.Governed))
            return Array.Exists(
                [.. history.Facts?.Expected ?? []],
                other => other.Group == GroupPlan.RootName && IsInherent(history, other)
            );
        return formations.Length == 1
            && !(expected.Group == GroupPlan.RootName && KeepsLogs(history))
            && LacksMembers(formations[0], living);
    }

    private static bool KeepsLogs(History history) => history.Events.OfType<LogOpened>().Any();

    private static bool LacksMembers(Formation formation, Membership[] living) =>
        formation.Views.Values.LastOrDefault(view => view.First is not null) is { } latest
        && !Weights.AreQuorum(latest, member => Array.Exists(living, membership => membership.Self == member.Id));
}

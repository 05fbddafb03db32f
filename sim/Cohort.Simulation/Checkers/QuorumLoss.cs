using System.Collections.Immutable;
using Cohort.Simulation.Evidence;
using Cohort.Simulation.Histories;

namespace Cohort.Simulation.Checkers;

/// <summary>
/// Tells whether a group had lost its quorum for good when its run ended: no protocol could have gone on. L1 excuses it,
/// and a runner counts how often that happened.
/// </summary>
public static class QuorumLoss
{
    /// <summary>
    /// Whether in some formation of the group that still has living members these are no quorum of its latest view, or no
    /// view of it can have a quorum of the listed addresses any more, because processes there belong to another formation.
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
        return living
            .Select(membership => membership.Formation!)
            .Distinct()
            .Any(formation => LacksMembers(formation, living) || LacksAddresses(formation, living, history.Facts));
    }

    private static bool LacksMembers(Formation formation, Membership[] living) =>
        formation.Views.Values.LastOrDefault(view => view.First is not null) is { } latest
        && !Weights.AreQuorum(latest, member => Array.Exists(living, membership => membership.Self == member.Id));

    private static bool LacksAddresses(Formation formation, Membership[] living, RunFacts? facts) =>
        !Weights.AreQuorum(
            facts?.Listed ?? [],
            address =>
                !Array.Exists(
                    living,
                    membership => membership.Process.Address == address && membership.Formation != formation
                )
        );
}

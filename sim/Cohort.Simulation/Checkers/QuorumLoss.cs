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
    /// Whether the living members of some formation of the group, in its latest view, are no quorum of that view.
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
            .Select(formation => formation.Views.Values.LastOrDefault(view => view.First is not null))
            .OfType<GroupView>()
            .Any(latest =>
                !Weights.AreQuorum(latest, member => Array.Exists(living, membership => membership.Self == member.Id))
            );
    }
}

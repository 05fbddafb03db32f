using System.Collections.Immutable;
using Cohort.Simulation.Evidence;
using Cohort.Simulation.Histories;

namespace Cohort.Simulation.Checkers;

/// <summary>
/// V3: consecutive views share a member that held the state in the older one, and those of the older one that stay or
/// leave by themselves are a quorum of it: no minority goes on alone. Where views are tied to listed addresses, each keeps
/// a quorum of these: a group that the listed processes form anew is then the only one that can go on; and where the founders of the
/// root have disks, no later process at one of their addresses is in a view of an earlier root. A governed group needs no quorum of its
/// own: the root's order is one.
/// </summary>
public sealed class PrimaryPartition : IPropertyChecker
{
    /// <inheritdoc/>
    public string Property => "V3";

    /// <inheritdoc/>
    public IEnumerable<Violation> Check(History history) =>
        history
            .Evidence.Formations.SelectMany(Check)
            .Concat(history.Evidence.Views.SelectMany(view => Anchored(view, history.Facts?.Listed ?? [])))
            .Concat(new LentAddresses(history).Check())
            .Select(text => new Violation(Property, text));

    private static IEnumerable<string> Check(Formation formation)
    {
        foreach ((GroupView older, GroupView newer) in formation.Successions())
        {
            if (!older.Members.Any(member => member.HoldsState && newer.Find(member.Id) is not null))
                yield return $"{newer} keeps nobody that held the state in {older}";
            else if (
                !formation.Governed
                && !Weights.AreQuorum(older, member => newer.Find(member.Id) is not null || Left(formation, member))
            )
                yield return $"{newer} follows {older}, of which those that stay or leave by themselves are no quorum";
        }
    }

    private static IEnumerable<string> Anchored(GroupView view, ImmutableArray<string> listed)
    {
        if (
            view.First is { Governed: false }
            && !Weights.AreQuorum(listed, address => view.Members.Any(member => member.Process.Address == address))
        )
            yield return $"{view} has no quorum of the listed addresses {string.Join(", ", listed)}";
    }

    private static bool Left(Formation formation, Member member) =>
        formation.Memberships.Exists(membership => membership.Self == member.Id && membership.WentByItself);
}

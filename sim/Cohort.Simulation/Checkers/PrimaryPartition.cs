using Cohort.Simulation.Evidence;
using Cohort.Simulation.Histories;

namespace Cohort.Simulation.Checkers;

/// <summary>
/// V3: consecutive views share a member that held the state in the older one, and those of the older one that stay or
/// leave by themselves are a quorum of it: no minority goes on alone.
/// </summary>
public sealed class PrimaryPartition : IPropertyChecker
{
    /// <inheritdoc/>
    public string Property => "V3";

    /// <inheritdoc/>
    public IEnumerable<Violation> Check(History history) =>
        history.Evidence.Formations.SelectMany(Check).Select(text => new Violation(Property, text));

    private static IEnumerable<string> Check(Formation formation)
    {
        foreach ((GroupView older, GroupView newer) in formation.Successions())
        {
            if (!older.Members.Any(member => member.HoldsState && newer.Find(member.Id) is not null))
                yield return $"{newer} keeps nobody that held the state in {older}";
            else if (!Weights.AreQuorum(older, member => newer.Find(member.Id) is not null || Left(formation, member)))
                yield return $"{newer} follows {older}, of which those that stay or leave by themselves are no quorum";
        }
    }

    private static bool Left(Formation formation, Member member) =>
        formation.Memberships.Exists(membership => membership.Self == member.Id && membership.WentByItself);
}

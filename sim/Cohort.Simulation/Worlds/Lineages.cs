namespace Cohort.Simulation.Worlds;

/// <summary>Which formations of groups have gone on from each other, as their founders were told: what is judged over all of them is named
/// by the first.</summary>
internal sealed class Lineages
{
    private readonly Dictionary<GroupId, GroupId> _first = [];

    /// <summary>A member comes to a view.</summary>
    public void Take(ViewChange change)
    {
        if (change.Continues is { } before)
            _first[change.View.Group] = Of(before);
    }

    /// <summary>The first formation of those that one has gone on from.</summary>
    public GroupId Of(GroupId formation) => _first.GetValueOrDefault(formation, formation);
}

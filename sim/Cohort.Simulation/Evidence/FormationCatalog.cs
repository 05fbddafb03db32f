using Cohort.Simulation.Histories;

namespace Cohort.Simulation.Evidence;

/// <summary>Sorts memberships into the formations of their groups.</summary>
internal sealed class FormationCatalog
{
    private readonly Dictionary<(string Group, GroupId Id), Formation> _byId = [];

    public List<Formation> All { get; } = [];

    /// <summary>A view names its formation.</summary>
    public void AddByViews(Membership membership)
    {
        if (membership.Views.Count == 0)
            return;
        Add(membership, FormationOf(membership.Group, membership.Views[0].Formation));
        foreach (ViewInstalled installed in membership.Views)
            membership.Formation!.ViewOf(installed.Number).First ??= installed;
    }

    /// <summary>
    /// A joiner that was gone before its application saw a view belongs to the formation of those whose messages it
    /// delivered.
    /// </summary>
    public void AddByMessages(Membership membership)
    {
        if (membership.Formation is not null || membership.Stays.Count == 0)
            return;
        MemberId? sender = membership.Stays.SelectMany(stay => stay.Deliveries).FirstOrDefault().Event?.Sender;
        Formation? formation = All.Find(candidate =>
            candidate.Group == membership.Group && candidate.Views.Values.Any(view => view.Find(sender) is not null)
        );
        if (formation is not null)
            Add(membership, formation);
    }

    private Formation FormationOf(string group, GroupId id)
    {
        if (!_byId.TryGetValue((group, id), out Formation? formation))
        {
            _byId.Add((group, id), formation = new Formation(group, id, All.Count + 1));
            All.Add(formation);
        }
        return formation;
    }

    private static void Add(Membership membership, Formation formation)
    {
        membership.Formation = formation;
        formation.Memberships.Add(membership);
        formation.TransfersState |= membership.Stays.Exists(stay => stay.State is not null);
        foreach (Stay stay in membership.Stays)
            formation.ViewOf(stay.Number).Stays.Add(stay);
    }
}

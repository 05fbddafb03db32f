namespace Cohort.Simulation.Evidence;

/// <summary>One formation of a group: its views and the memberships in it.</summary>
internal sealed class Formation(string group, GroupId id, int ordinal)
{
    /// <summary>Counts the formations of a history from 1.</summary>
    public int Ordinal { get; } = ordinal;

    public string Group { get; } = group;

    public GroupId Id { get; } = id;

    /// <summary>The first of the formations that this one goes on from, by their logs; itself, where it began with nothing.</summary>
    public GroupId Origin { get; set; } = id;

    /// <summary>Every view that anybody was in, by number.</summary>
    public SortedDictionary<ViewNumber, GroupView> Views { get; } = [];

    public List<Membership> Memberships { get; } = [];

    /// <summary>Whether joiners load a state. Where they do not, they begin with what their first view delivers.</summary>
    public bool TransfersState { get; set; }

    /// <summary>Whether the root group decides its views.</summary>
    public bool Governed => Views.Values.Any(view => view.First is { Governed: true });

    public GroupView ViewOf(ViewNumber number)
    {
        if (!Views.TryGetValue(number, out GroupView? view))
            Views.Add(number, view = new GroupView(this, number));
        return view;
    }

    /// <summary>Pairs of views of which the members are known and that follow each other without a gap.</summary>
    public IEnumerable<(GroupView Older, GroupView Newer)> Successions()
    {
        GroupView? older = null;
        foreach (GroupView newer in Views.Values.Where(view => view.First is not null))
        {
            if (older is not null && older.Number.Next == newer.Number)
                yield return (older, newer);
            older = newer;
        }
    }

    public override string ToString() => $"group {Group} {Id}";
}

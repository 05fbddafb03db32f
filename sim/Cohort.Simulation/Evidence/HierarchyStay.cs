using Cohort.Simulation.Histories;

namespace Cohort.Simulation.Evidence;

/// <summary>One membership of one process in a hierarchical group, from its joining to its end.</summary>
internal sealed class HierarchyStay(HierarchyJoined joined)
{
    /// <summary>With what it began.</summary>
    public HierarchyJoined Joined => joined;

    /// <summary>What it sent, in order.</summary>
    public List<HierarchySent> Sent { get; } = [];

    /// <summary>What it got, in order: in each part there is no gap.</summary>
    public List<List<HierarchyDelivered>> Parts { get; } =
    [
        [],
    ];

    /// <summary>When it was last told of a gap, or began.</summary>
    public TimeSpan WholeSince { get; set; } = joined.At;

    /// <summary>Whether it is over.</summary>
    public bool IsOver { get; set; }

    /// <summary>All that it got.</summary>
    public IEnumerable<HierarchyDelivered> Delivered => Parts.SelectMany(part => part);

    public override string ToString() => $"{joined.Process} in {joined.Group} (leaf {joined.Leaf})";
}

/// <summary>Reads the memberships in hierarchical groups out of a history.</summary>
internal sealed class HierarchyReader
{
    private readonly Dictionary<(ProcessId, string), HierarchyStay> _present = [];
    private readonly List<HierarchyStay> _stays = [];

    public IReadOnlyList<HierarchyStay> Stays => _stays;

    public void Read(HierarchyEvent happened)
    {
        (ProcessId, string) key = (happened.Process, happened.Group);
        if (happened is HierarchyJoined joined)
        {
            _stays.Add(_present[key] = new HierarchyStay(joined));
            return;
        }
        // What comes after the end of a membership, or before any, belongs to none.
        if (!_present.TryGetValue(key, out HierarchyStay? stay) || stay.IsOver)
            return;
        switch (happened)
        {
            case HierarchyLeft:
                stay.IsOver = true;
                break;
            case HierarchySent sent:
                stay.Sent.Add(sent);
                break;
            case HierarchyDelivered delivered:
                stay.Parts[^1].Add(delivered);
                break;
            case HierarchyGap gap:
                stay.Parts.Add([]);
                stay.WholeSince = gap.At;
                break;
        }
    }
}

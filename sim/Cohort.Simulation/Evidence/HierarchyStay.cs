using Cohort.Simulation.Histories;

namespace Cohort.Simulation.Evidence;

/// <summary>One membership of one process in a hierarchical group, from its joining to its end.</summary>
internal sealed class HierarchyStay(HierarchyJoined joined)
{
    /// <summary>With what it began.</summary>
    public HierarchyJoined Joined => joined;

    /// <summary>What it got before it could send: between loading the leaf's state and joining.</summary>
    public HashSet<ulong> Early { get; } = [];

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
    private readonly Dictionary<(ProcessId, string), List<ulong>> _early = [];
    private readonly List<HierarchyStay> _stays = [];

    public IReadOnlyList<HierarchyStay> Stays => _stays;

    public void Read(HierarchyEvent happened)
    {
        (ProcessId, string) key = (happened.Process, happened.Group);
        if (happened is HierarchyJoined joined)
        {
            _stays.Add(_present[key] = new HierarchyStay(joined));
            if (_early.Remove(key, out List<ulong>? early))
                _present[key].Early.UnionWith(early);
            return;
        }
        // What comes between two memberships belongs to the next one, or to none.
        if (!_present.TryGetValue(key, out HierarchyStay? stay) || stay.IsOver)
        {
            if (happened is HierarchyDelivered early)
                (_early.TryGetValue(key, out List<ulong>? known) ? known : _early[key] = []).Add(early.Payload);
            return;
        }
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

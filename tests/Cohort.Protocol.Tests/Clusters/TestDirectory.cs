namespace Cohort.Protocol.Tests.Clusters;

/// <summary>What a node has told of the directory, put together as an application would.</summary>
internal sealed class TestDirectory
{
    private readonly SortedDictionary<string, GroupInfo> _groups = new(StringComparer.Ordinal);
    private readonly SortedDictionary<ProcessId, NodeInfo> _nodes = [];

    public bool IsCurrent { get; private set; }

    /// <summary>The placements, by name.</summary>
    public SortedDictionary<string, PlacementInfo> Placements { get; } = new(StringComparer.Ordinal);

    /// <summary>The groups, by name.</summary>
    public IReadOnlyDictionary<string, GroupInfo> Groups => _groups;

    /// <summary>The nodes, by name.</summary>
    public IReadOnlyDictionary<string, NodeInfo> Nodes => _nodes.Values.ToDictionary(node => node.Name);

    /// <summary>How many changes were told.</summary>
    public int Changes { get; private set; }

    /// <summary>How often it was current, and then not any more.</summary>
    public int Lapses { get; private set; }

    /// <summary>How often it was told all there is.</summary>
    public int Wholes { get; private set; }

    /// <summary>The tickets of the reads that were answered.</summary>
    public List<long> Reads { get; } = [];

    public void Take(DirectoryChange change)
    {
        Changes++;
        if (IsCurrent && !change.IsCurrent)
            Lapses++;
        IsCurrent = change.IsCurrent;
        if (change.IsWhole)
        {
            Wholes++;
            _groups.Clear();
            _nodes.Clear();
            Placements.Clear();
        }
        foreach (PlacementInfo placement in change.Placements)
            Placements[placement.Name] = placement;
        foreach (string name in change.PlacementsGone)
            Placements.Remove(name);
        foreach (GroupInfo group in change.Groups)
            _groups[group.Name] = group;
        foreach (string name in change.GroupsGone)
            _groups.Remove(name);
        foreach (NodeInfo node in change.Nodes)
            _nodes[node.Process] = node;
        foreach (ProcessId process in change.NodesGone)
            _nodes.Remove(process);
    }

    public override string ToString() =>
        $"{(IsCurrent ? "current" : "last known")}: {string.Join(", ", _groups.Values)}; {string.Join(", ", _nodes.Values.Select(node => $"{node} in {node.Load} {string.Join(' ', node.Labels)}"))}; {string.Join(", ", Placements.Values.Select(placed => $"{placed} {placed.Version}"))}";
}

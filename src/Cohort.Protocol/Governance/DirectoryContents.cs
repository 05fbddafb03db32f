namespace Cohort;

/// <summary>What is known of a cluster's directory, put together change by change. Not for several threads at once.</summary>
public sealed class DirectoryContents
{
    private readonly SortedDictionary<string, GroupInfo> _groups = new(StringComparer.Ordinal);
    private readonly SortedDictionary<ProcessId, NodeInfo> _nodes = [];
    private readonly SortedDictionary<string, PlacementInfo> _placements = new(StringComparer.Ordinal);

    /// <summary>Whether the last change was current.</summary>
    public bool IsCurrent { get; private set; }

    /// <summary>The groups, by name.</summary>
    public IReadOnlyDictionary<string, GroupInfo> Groups => _groups;

    /// <summary>The nodes, by process.</summary>
    public IReadOnlyDictionary<ProcessId, NodeInfo> Nodes => _nodes;

    /// <summary>What the cluster is asked to keep running, by name.</summary>
    public IReadOnlyDictionary<string, PlacementInfo> Placements => _placements;

    /// <summary>Takes in a change.</summary>
    public void Take(DirectoryChange change)
    {
        ArgumentNullException.ThrowIfNull(change);
        if (change.IsWhole)
        {
            _groups.Clear();
            _nodes.Clear();
            _placements.Clear();
        }
        foreach (GroupInfo group in change.Groups)
            _groups[group.Name] = group;
        foreach (string name in change.GroupsGone)
            _groups.Remove(name);
        foreach (NodeInfo node in change.Nodes)
            _nodes[node.Process] = node;
        foreach (ProcessId process in change.NodesGone)
            _nodes.Remove(process);
        foreach (PlacementInfo placement in change.Placements)
            _placements[placement.Name] = placement;
        foreach (string name in change.PlacementsGone)
            _placements.Remove(name);
        IsCurrent = change.IsCurrent;
    }
}

using System.Collections.Immutable;

namespace Cohort.Protocol.Governance;

/// <summary>What has changed in the directory since it was told last: which entries, and not how often.</summary>
internal sealed class DirectoryNews
{
    private readonly SortedSet<string> _groups = new(StringComparer.Ordinal);
    private readonly SortedSet<ProcessId> _nodes = [];
    private readonly SortedSet<string> _placements = new(StringComparer.Ordinal);

    /// <summary>Something about a group is different.</summary>
    public void Add(string group) => _groups.Add(group);

    /// <summary>Something about a node is different.</summary>
    public void Add(ProcessId node) => _nodes.Add(node);

    /// <summary>Something about a placement is different.</summary>
    public void AddPlacement(string name) => _placements.Add(name);

    /// <summary>What there is to tell, as it is now; null where that is nothing.</summary>
    public DirectoryChange? Take(ClusterDirectory directory, bool isCurrent)
    {
        if (_groups.Count == 0 && _nodes.Count == 0 && _placements.Count == 0)
            return null;
        DirectoryChange change = Gather(directory, isCurrent);
        _groups.Clear();
        _nodes.Clear();
        _placements.Clear();
        return change;
    }

    // Apart from the question whether there is any, which every step asks, and which is to allocate no closure.
    private DirectoryChange Gather(ClusterDirectory directory, bool isCurrent)
    {
        GroupInfo[] groups = [.. _groups.Select(directory.Find).OfType<DirectoryEntry>().Select(directory.Describe)];
        NodeInfo[] nodes = [.. _nodes.Select(directory.Describe).OfType<NodeInfo>()];
        return new DirectoryChange
        {
            IsCurrent = isCurrent,
            Groups = [.. groups],
            GroupsGone = [.. _groups.Where(name => directory.Find(name) is null)],
            Nodes = [.. nodes],
            NodesGone = [.. _nodes.Where(process => !directory.Has(process))],
            Placements = [.. _placements.Select(directory.DescribePlacement).OfType<PlacementInfo>()],
            PlacementsGone = [.. _placements.Where(name => directory.Placements.Find(name) is null)],
        };
    }
}

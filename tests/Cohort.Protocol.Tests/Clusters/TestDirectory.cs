namespace Cohort.Protocol.Tests.Clusters;

/// <summary>What a node has told of the directory, put together as an application would.</summary>
internal sealed class TestDirectory
{
    private readonly DirectoryContents _contents = new();

    public bool IsCurrent => _contents.IsCurrent;

    /// <summary>The placements, by name.</summary>
    public IReadOnlyDictionary<string, PlacementInfo> Placements => _contents.Placements;

    /// <summary>The groups, by name.</summary>
    public IReadOnlyDictionary<string, GroupInfo> Groups => _contents.Groups;

    /// <summary>The nodes, by name.</summary>
    public IReadOnlyDictionary<string, NodeInfo> Nodes => _contents.Nodes.Values.ToDictionary(node => node.Name);

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
        if (change.IsWhole)
            Wholes++;
        _contents.Take(change);
    }

    public override string ToString() =>
        $"{(IsCurrent ? "current" : "last known")}: {string.Join(", ", _contents.Groups.Values)}; {string.Join(", ", _contents.Nodes.Values.Select(node => $"{node} in {node.Load} {string.Join(' ', node.Labels)}"))}; {string.Join(", ", Placements.Values.Select(placed => $"{placed} {placed.Version}"))}";
}

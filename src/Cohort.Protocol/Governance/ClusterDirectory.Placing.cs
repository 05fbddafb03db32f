using Cohort.Protocol.Placing;

namespace Cohort.Protocol.Governance;

/// <summary>What the cluster is asked to keep running, and who could.</summary>
internal sealed partial class ClusterDirectory
{
    /// <summary>The placements.</summary>
    public PlacementTable Placements { get; } = new();

    /// <summary>Grows whenever something changes that placing depends on.</summary>
    public long PlacingChanges { get; private set; }

    /// <summary>The nodes that offer to host something, and have the labels that it asks for, by address.</summary>
    public IReadOnlyList<PlacementCandidate> CandidatesFor(PlacementInfo placement) =>
        [
            .. Nodes
                .Members.Where(member => Nodes.OffersOf(member.Process).Contains(placement.Name))
                .Select(member => Describe(member.Process)!)
                .Where(node => placement.Labels.All(label => node.Labels.GetValueOrDefault(label.Key) == label.Value))
                .Select(node => new PlacementCandidate(node, LoadBesides(placement, node))),
        ];

    // What it is to be in may not have been joined yet, and what it is in may be no placement's.
    private int LoadBesides(PlacementInfo placement, NodeInfo node) =>
        Math.Max(
            Placements.LoadOf(node.Process, placement.Name),
            node.Load - placement.Nodes.Count(shard => shard.Contains(node.Process))
        );

    /// <summary>A placement for whoever reads the directory; null where there is none of that name.</summary>
    public PlacementInfo? DescribePlacement(string name) =>
        Placements.Find(name) is { } placement ? placement with { Missing = WhatIsMissing(placement) } : null;

    private string WhatIsMissing(PlacementInfo placement)
    {
        int lacking = placement.Shards - placement.Nodes.Count(shard => shard.Count(Has) >= placement.Replicas);
        int candidates = CandidatesFor(placement).Count;
        if (lacking == 0 || candidates >= placement.Replicas)
            return "";
        string labels = string.Join(", ", placement.Labels.Select(label => $"{label.Key}={label.Value}"));
        string groups = placement.Shards == 1 ? "it has" : $"{lacking} of its {placement.Shards} groups have";
        return $"{groups} {candidates} of {placement.Replicas} members: only {candidates} nodes offer to host '{placement.Name}'"
            + $"{(labels.Length > 0 ? $" and have {labels}" : "")}; start {placement.Replicas - candidates} more, or ask for fewer";
    }

    private void Ensure(DirectoryCommand.Ensure ensure, Limits limits)
    {
        Placements.Ensure(ensure.Asked, limits);
        News.AddPlacement(ensure.Asked.Name);
        PlacingChanges++;
    }

    private void Assign(DirectoryCommand.Assign assign)
    {
        // A layout that changes its mind each time is not to keep the cluster busy: this is no reason to look again.
        if (Placements.Assign(assign))
            News.AddPlacement(assign.Name);
    }

    /// <summary>Who could host what, and so what is missing, is different.</summary>
    private void CandidatesChanged()
    {
        foreach (PlacementInfo placement in Placements.All)
            News.AddPlacement(placement.Name);
        PlacingChanges++;
    }
}

using System.Collections.Immutable;

namespace Cohort;

/// <summary>What has changed in what a process knows of the cluster's directory.</summary>
public sealed record DirectoryChange
{
    /// <summary>Whether this is all there is: what was known before counts no more.</summary>
    public bool IsWhole { get; init; }

    /// <summary>Whether the process is, as far as it can know, in touch with the quorum that decides; if not, this is the last
    /// that it knew.</summary>
    public required bool IsCurrent { get; init; }

    /// <summary>Groups that are new or have changed, as they are now, by name.</summary>
    public ImmutableArray<GroupInfo> Groups { get; init; } = [];

    /// <summary>The names of groups that are gone.</summary>
    public ImmutableArray<string> GroupsGone { get; init; } = [];

    /// <summary>Nodes that are new or have changed, as they are now, by address.</summary>
    public ImmutableArray<NodeInfo> Nodes { get; init; } = [];

    /// <summary>Nodes that are gone.</summary>
    public ImmutableArray<ProcessId> NodesGone { get; init; } = [];

    /// <summary>Placements that are new or have changed, as they are now, by name. Nodes are told of them, clients are not.</summary>
    public ImmutableArray<PlacementInfo> Placements { get; init; } = [];

    /// <summary>The names of placements that are gone.</summary>
    public ImmutableArray<string> PlacementsGone { get; init; } = [];
}

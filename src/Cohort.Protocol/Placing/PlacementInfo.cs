using System.Collections.Immutable;

namespace Cohort;

/// <summary>
/// What the cluster is asked to keep running: a group, or several shards of one, each with so many members on nodes that offer
/// to host it; and where they are.
/// </summary>
public sealed record PlacementInfo
{
    /// <summary>Its name: that of the group, or what the names of its shards begin with.</summary>
    public required string Name { get; init; }

    /// <summary>How many members each group is to have.</summary>
    public required int Replicas { get; init; }

    /// <summary>How many groups it is.</summary>
    public int Shards { get; init; } = 1;

    /// <summary>Labels that a node must have to be chosen.</summary>
    public ImmutableSortedDictionary<string, string> Labels { get; init; } =
        ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal);

    /// <summary>The label whose values the members of a group are to be spread over, such as <c>zone</c>; empty for none.</summary>
    public string SpreadBy { get; init; } = "";

    /// <summary>For each shard the processes that are to be its members.</summary>
    public ImmutableArray<ImmutableArray<ProcessId>> Nodes { get; init; } = [];

    /// <summary>How often the directory has changed it.</summary>
    public ulong Version { get; init; }

    /// <summary>What keeps it from being what was asked for, in words, and what would help; empty where nothing does.</summary>
    public string Missing { get; init; } = "";

    /// <summary>The name of the group of a shard, from 0: <c>orders/3</c>; of the only one the placement's own.</summary>
    public string GroupName(int shard) =>
        Shards == 1 ? Name : string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{Name}/{shard}");

    /// <summary>Whether another asks for the same, wherever it is.</summary>
    public bool AsksFor(PlacementInfo other) =>
        other is not null
        && Name == other.Name
        && Replicas == other.Replicas
        && Shards == other.Shards
        && SpreadBy == other.SpreadBy
        && Labels.SequenceEqual(other.Labels);

    /// <summary>For example <c>orders: 16 × 3</c>.</summary>
    public override string ToString() => Shards == 1 ? $"{Name}: {Replicas}" : $"{Name}: {Shards} × {Replicas}";
}

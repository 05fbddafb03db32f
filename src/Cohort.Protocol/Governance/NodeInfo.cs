using System.Collections.Immutable;

namespace Cohort;

/// <summary>A node as the cluster's directory has it.</summary>
public sealed record NodeInfo
{
    /// <summary>Its name, unique in the cluster.</summary>
    public required string Name { get; init; }

    /// <summary>Its address and incarnation.</summary>
    public required ProcessId Process { get; init; }

    /// <summary>Host and port at which others reach it.</summary>
    public string Address => Process.Address;

    /// <summary>What it says of itself.</summary>
    public required ImmutableSortedDictionary<string, string> Labels { get; init; }

    /// <summary>The placements that it offers to host.</summary>
    public ImmutableArray<string> Offers { get; init; } = [];

    /// <summary>In how many groups it is a member: of those in the directory, and the root group not counted.</summary>
    public required int Load { get; init; }

    /// <summary>The view of the root group with which it came to the cluster; 0 for those that formed it.</summary>
    public required ViewNumber MemberSince { get; init; }

    /// <summary>For example <c>a 10.0.0.7:7101</c>.</summary>
    public override string ToString() => $"{Name} {Address}";
}

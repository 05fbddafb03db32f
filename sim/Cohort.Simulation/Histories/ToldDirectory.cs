using System.Collections.Immutable;

namespace Cohort.Simulation.Histories;

/// <summary>What a process knew of the cluster's directory at the end of a run, from all that it was told.</summary>
/// <param name="Process">The process.</param>
/// <param name="IsCurrent">Whether it was told that this is current.</param>
/// <param name="Nodes">The nodes, by address.</param>
/// <param name="Groups">The groups, by name.</param>
/// <param name="Placements">The placements, by name.</param>
public sealed record ToldDirectory(
    ProcessId Process,
    bool IsCurrent,
    ImmutableArray<ToldNode> Nodes,
    ImmutableArray<ToldGroup> Groups,
    ImmutableArray<ToldPlacement> Placements
);

/// <summary>A placement as a process was told of it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Nodes">Where its members are to be.</param>
public sealed record ToldPlacement(string Name, ImmutableArray<ProcessId> Nodes);

/// <summary>A node as a process was told of it.</summary>
/// <param name="Process">The node.</param>
/// <param name="Load">In how many groups it is.</param>
public sealed record ToldNode(ProcessId Process, int Load);

/// <summary>A group as a process was told of it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Formation">Its identity.</param>
/// <param name="View">The number of its view.</param>
/// <param name="IsLost">Whether it is lost.</param>
public sealed record ToldGroup(string Name, GroupId Formation, ViewNumber View, bool IsLost);

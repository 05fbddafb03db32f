using System.Collections.Immutable;
using Cohort.Simulation.Histories;

namespace Cohort.Simulation.Applications;

/// <summary>What a process has been told of the cluster's directory, put together change by change as an application does.</summary>
internal sealed class KnownDirectory
{
    private readonly SortedDictionary<string, GroupInfo> _groups = new(StringComparer.Ordinal);
    private readonly SortedDictionary<ProcessId, NodeInfo> _nodes = [];
    private readonly SortedDictionary<string, PlacementInfo> _placements = new(StringComparer.Ordinal);
    private bool _isCurrent;

    /// <summary>Whether anything was told.</summary>
    public bool IsKnown { get; private set; }

    /// <summary>The groups of the cluster.</summary>
    public IEnumerable<GroupInfo> Groups => _groups.Values;

    /// <summary>Takes in a change.</summary>
    public void Take(DirectoryChange change)
    {
        (_isCurrent, IsKnown) = (change.IsCurrent, true);
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
    }

    /// <summary>For each shard of a placement where it is to be; nothing where it is not placed yet.</summary>
    public ImmutableArray<ImmutableArray<ProcessId>> PlacementOf(string name) =>
        _placements.GetValueOrDefault(name)?.Nodes ?? [];

    /// <summary>Whether all of these have a group's state.</summary>
    public bool Holds(string group, ImmutableArray<ProcessId> processes) =>
        _groups.TryGetValue(group, out GroupInfo? known)
        && !processes.IsEmpty
        && processes.All(process =>
            known.View.RankOf(process) is >= 0 and int rank && known.View.Members[rank].HoldsState
        );

    /// <summary>All of it, for the checkers.</summary>
    public ToldDirectory As(ProcessId process) =>
        new(
            process,
            _isCurrent,
            [.. _nodes.Values.Select(node => new ToldNode(node.Process, node.Load))],
            [.. _groups.Values.Select(group => new ToldGroup(group.Name, group.Id, group.View.Number, group.IsLost))],
            [
                .. _placements.Values.Select(placed => new ToldPlacement(
                    placed.Name,
                    [.. placed.Nodes.SelectMany(shard => shard)]
                )),
            ]
        );
}

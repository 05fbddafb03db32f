using System.Collections.Immutable;
using Cohort.Simulation.Histories;

namespace Cohort.Simulation.Applications;

/// <summary>What a process has been told of the cluster's directory, put together change by change as an application does.</summary>
internal sealed class KnownDirectory
{
    private readonly DirectoryContents _contents = new();

    /// <summary>Whether anything was told.</summary>
    public bool IsKnown { get; private set; }

    /// <summary>The groups of the cluster.</summary>
    public IEnumerable<GroupInfo> Groups => _contents.Groups.Values;

    /// <summary>Takes in a change.</summary>
    public void Take(DirectoryChange change)
    {
        _contents.Take(change);
        IsKnown = true;
    }

    /// <summary>For each shard of a placement where it is to be; nothing where it is not placed yet.</summary>
    public ImmutableArray<ImmutableArray<ProcessId>> PlacementOf(string name) =>
        _contents.Placements.GetValueOrDefault(name)?.Nodes ?? [];

    /// <summary>Whether all of these have a group's state.</summary>
    public bool Holds(string group, ImmutableArray<ProcessId> processes) =>
        _contents.Groups.TryGetValue(group, out GroupInfo? known)
        && !processes.IsEmpty
        && processes.All(process =>
            known.View.RankOf(process) is >= 0 and int rank && known.View.Members[rank].HoldsState
        );

    /// <summary>All of it, for the checkers.</summary>
    public ToldDirectory As(ProcessId process) =>
        new(
            process,
            _contents.IsCurrent,
            [.. _contents.Nodes.Values.Select(node => new ToldNode(node.Process, node.Load))],
            [
                .. _contents.Groups.Values.Select(group => new ToldGroup(
                    group.Name,
                    group.Id,
                    group.View.Number,
                    group.IsLost
                )),
            ],
            [
                .. _contents.Placements.Values.Select(placed => new ToldPlacement(
                    placed.Name,
                    [.. placed.Nodes.SelectMany(shard => shard)]
                )),
            ]
        );
}

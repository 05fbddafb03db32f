using Cohort.Simulation.Histories;

namespace Cohort.Simulation.Applications;

/// <summary>What a process has been told of the cluster's directory, put together change by change as an application does.</summary>
internal sealed class KnownDirectory
{
    private readonly SortedDictionary<string, GroupInfo> _groups = new(StringComparer.Ordinal);
    private readonly SortedDictionary<ProcessId, NodeInfo> _nodes = [];
    private bool _isCurrent;

    /// <summary>Takes in a change.</summary>
    public void Take(DirectoryChange change)
    {
        _isCurrent = change.IsCurrent;
        foreach (GroupInfo group in change.Groups)
            _groups[group.Name] = group;
        foreach (string name in change.GroupsGone)
            _groups.Remove(name);
        foreach (NodeInfo node in change.Nodes)
            _nodes[node.Process] = node;
        foreach (ProcessId process in change.NodesGone)
            _nodes.Remove(process);
    }

    /// <summary>All of it, for the checkers.</summary>
    public ToldDirectory As(ProcessId process) =>
        new(
            process,
            _isCurrent,
            [.. _nodes.Values.Select(node => new ToldNode(node.Process, node.Load))],
            [.. _groups.Values.Select(group => new ToldGroup(group.Name, group.Id, group.View.Number, group.IsLost))]
        );
}

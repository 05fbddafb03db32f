using Cohort.Protocol.Views;

namespace Cohort.Protocol.Governance;

/// <summary>What whoever reads the directory is told of it, and when.</summary>
internal sealed partial class ClusterDirectory
{
    // In how many groups each process is.
    private readonly SortedDictionary<ProcessId, int> _loads = [];

    /// <summary>What has changed for whoever reads the directory.</summary>
    public DirectoryNews News { get; } = new();

    /// <summary>Marks that have come back and have not been looked at yet.</summary>
    public Queue<DirectoryCommand.Mark> Marks { get; } = new();

    /// <summary>A group as others are told of it.</summary>
    public GroupInfo Describe(DirectoryEntry entry) =>
        new()
        {
            Name = entry.Name,
            SelfGoverned = entry.Terms.SelfGoverned,
            HasState = entry.Terms.HasState,
            Contract = entry.Terms.Contract,
            View = entry.View,
            IsLost = IsLost(entry),
            KeepsLog = entry.Terms.Durable,
            TakesCalls = entry.Terms.TakesCalls,
            Offers = DescribeOffers(entry),
            GoesOnFrom = entry.Chosen?.Address,
        };

    /// <summary>A node as others are told of it; null where it is none.</summary>
    public NodeInfo? Describe(ProcessId process) =>
        Nodes.Find(process) is not { } member
            ? null
            : new NodeInfo
            {
                Name = member.Name,
                Process = process,
                Labels = Nodes.LabelsOf(process),
                Offers = Nodes.OffersOf(process),
                Load = _loads.GetValueOrDefault(process),
                MemberSince = new ViewNumber(member.Id.Join),
            };

    /// <summary>A process has come or is gone: the groups that list it may be lost, or not any more.</summary>
    private void Changed(ProcessId process)
    {
        News.Add(process);
        foreach (DirectoryEntry entry in _byName.Values)
            if (entry.View.RankOf(process) >= 0)
                News.Add(entry.Name);
    }

    private void CountLoads(View? before, View? after)
    {
        foreach (Member member in before?.Members ?? [])
            if (after is null || after.RankOf(member.Process) < 0)
                CountLoad(member.Process, -1);
        foreach (Member member in after?.Members ?? [])
            if (before is null || before.RankOf(member.Process) < 0)
                CountLoad(member.Process, +1);
    }

    private void CountLoad(ProcessId process, int more)
    {
        int load = _loads.GetValueOrDefault(process) + more;
        Invariant.Check(load >= 0);
        if (load == 0)
            _loads.Remove(process);
        else
            _loads[process] = load;
        News.Add(process);
    }
}

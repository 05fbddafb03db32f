using Cohort.Simulation.Applications;
using Cohort.Simulation.Checkers;
using Cohort.Simulation.Histories;
using Cohort.Simulation.Worlds;

namespace Cohort.Simulation.Restarts;

/// <summary>The life after: the nodes come back with what is left on their disks, one after the other, in an
/// order.</summary>
/// <param name="plan">The cluster.</param>
/// <param name="remains">What is left.</param>
/// <param name="order">Who comes back, and in which order; who is not in it stays away for good.</param>
/// <param name="apart">How long after the one before each comes.</param>
internal sealed class NextLife(RestartPlan plan, Remains remains, IReadOnlyList<int> order, TimeSpan apart)
{
    // Of two lives none may draw what the other has drawn: incarnations are not to be alike.
    private const ulong FirstSeed = 1_000;
    private const long Afterwards = 1_000_000;

    private static readonly TimeSpan s_step = TimeSpan.FromMilliseconds(10);

    private readonly World _world = new(
        plan.NextLife(FirstSeed),
        (settings, seed) => new ProtocolMachine(settings, seed)
    );

    private GroupJudgement Group => new(_world);

    /// <summary>What the design promises of this and did not come true; null where all did.</summary>
    public string? Flaw()
    {
        try
        {
            return Live();
        }
        catch (MachineFailure failure)
        {
            return failure.Message;
        }
    }

    private string? Live()
    {
        for (int host = 0; host < plan.Nodes; host++)
            _world.Hosts[host].Disk.TakeFrom(remains.Hosts[host].Disk);
        foreach (int host in order)
        {
            _world.Hosts[host].Start();
            Run(apart);
        }
        return Judged() ?? Broken();
    }

    private string? Judged()
    {
        Prospect[] prospects = [.. Quorums().Select(ProspectBy).Distinct()];
        if (prospects is [] or [Prospect.Waits])
            return Waits();
        if (prospects is [Prospect.GoesOn])
            return GoesOn() ?? Returns();
        // Whose disk the directory begins with decides, where a change of the group's view had not come to a quorum of them.
        Run(RestartPlan.LeaseTime * 2);
        return Group.HasMembers() ? GoesOn() : null;
    }

    /// <summary>Those of the listed hosts whose disks the cluster may be formed anew with: a quorum that knows of it, or all.</summary>
    private IEnumerable<int[]> Quorums()
    {
        int[] there = [.. order.Where(host => host < plan.Listed).Order()];
        if (there.Length == plan.Listed)
            yield return there;
        int[] remember = [.. there.Where(remains.Remembers)];
        for (int chosen = 1; chosen < 1 << remember.Length; chosen++)
        {
            int[] hosts = [.. remember.Where((_, at) => (chosen >> at & 1) != 0)];
            if (IsQuorum(hosts))
                yield return hosts;
        }
    }

    private bool IsQuorum(int[] hosts) => 2 * WeightOf(hosts) > WeightOf([.. Enumerable.Range(0, plan.Listed)]);

    // The addresses are in the order of the hosts.
    private static int WeightOf(int[] hosts) => 2 * hosts.Length + (hosts.Contains(0) ? 1 : 0);

    // The group needs one of those that held its state.
    private Prospect ProspectBy(int[] hosts)
    {
        IReadOnlyList<string> holders = remains.HoldersBy(hosts);
        bool goesOn = holders.Count == 0 || order.Any(host => holders.Contains(_world.Hosts[host].Address));
        return goesOn ? Prospect.GoesOn : Prospect.Waits;
    }

    /// <summary>Who stayed away comes after all.</summary>
    private string? Returns()
    {
        int[] away = [.. Enumerable.Range(0, plan.Nodes).Except(order)];
        if (away.Length == 0)
            return null;
        IReadOnlyList<long> before = Group.Contents()[0];
        foreach (int host in away)
            _world.Hosts[host].Start();
        if (!RunUntil(Group.IsWhole))
            return $"who comes late is not taken in: {Group}";
        return Group.Contents()[0].SequenceEqual(before)
            ? null
            : $"[{Text(before)}] was there, and [{Text(Group.Contents()[0])}] when all are back";
    }

    private string? GoesOn()
    {
        if (!RunUntil(Group.IsWhole))
            return $"the group does not come back: {Group}";
        long[] expected = [.. remains.Acknowledged];
        IReadOnlyList<long> found = Group.Contents()[0];
        if (!found.Take(expected.Length).SequenceEqual(expected))
            return $"[{Text(expected)}] was acknowledged, and [{Text(found)}] is there";
        if (found.Distinct().Count() < found.Count || !found.All(remains.Sent.Contains))
            return $"[{Text(found)}] is there, and [{Text(remains.Sent)}] was sent";
        foreach (int host in order)
            Ledger.Add(_world.Hosts[host], Afterwards + host);
        if (!RunUntil(() => Group.IsWhole() && Group.Contents()[0].Count == found.Count + order.Count))
            return $"what is sent afterwards is not delivered: {Group}";
        return Group.Contents()[0].Take(found.Count).SequenceEqual(found)
            ? null
            : $"[{Text(found)}] was there, and then [{Text(Group.Contents()[0])}]";
    }

    private string? Waits()
    {
        Run(RestartPlan.LeaseTime * 2);
        return Group.HasMembers() ? $"the group goes on without those who have it: {Group}" : null;
    }

    // U2, over both lives.
    private string? Broken() =>
        new OnEveryDisk().Check(new History([.. remains.Events, .. _world.Chronicle.Events])).FirstOrDefault()?.Text;

    private bool RunUntil(Func<bool> holds)
    {
        TimeSpan end = _world.Timeline.Now + _world.Scenario.StabilisationBound;
        while (!holds())
        {
            if (_world.Timeline.Now > end)
                return false;
            Run(s_step);
        }
        return true;
    }

    private void Run(TimeSpan time)
    {
        bool isOver = false;
        _world.Timeline.After(time, () => isOver = true);
        while (!isOver)
            _world.Timeline.Advance();
    }

    private static string Text(IEnumerable<long> numbers) => string.Join(' ', numbers);

    private enum Prospect
    {
        Waits,
        GoesOn,
    }
}

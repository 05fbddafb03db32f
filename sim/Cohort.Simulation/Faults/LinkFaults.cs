using Cohort.Simulation.Histories;
using Cohort.Simulation.Networks;
using Cohort.Simulation.Worlds;

namespace Cohort.Simulation.Faults;

/// <summary>
/// Cuts between hosts, alone or as partitions. The Variant of a partition is a bit for each host: which part it is in.
/// </summary>
internal sealed class LinkFaults(World world)
{
    public ActiveFault? Strike(PlannedFault fault, Host host)
    {
        List<(int From, int To)> cuts = [.. Cuts(fault, host.Index)];
        if (cuts.Count == 0)
            return null;
        long obstructed = cuts.Sum(cut => world.Network.Path(cut.From, cut.To).Obstructed);
        foreach ((int from, int to) in cuts)
            Cut(from, to);
        return new ActiveFault(
            fault,
            () =>
            {
                foreach ((int from, int to) in cuts)
                    Heal(from, to);
            },
            () => cuts.Sum(cut => world.Network.Path(cut.From, cut.To).Obstructed) > obstructed
        );
    }

    /// <summary>The directed cuts of which a fault consists.</summary>
    public IEnumerable<(int From, int To)> Cuts(PlannedFault fault, int host)
    {
        int hosts = world.Hosts.Length;
        int all = hosts + world.Callers.Length;
        for (int from = 0; from < all; from++)
        for (int to = 0; to < all; to++)
            if (from != to && IsCut(fault, host, from, to, hosts))
                yield return (from, to);
    }

    private static bool IsCut(PlannedFault fault, int host, int from, int to, int hosts)
    {
        int peer = fault.Peer % hosts;
        return fault.Kind switch
        {
            FaultKind.OneWayCut => from == host && to == peer,
            FaultKind.TwoWayCut => (from, to) == (host, peer) || (from, to) == (peer, host),
            // Who is no node is on the side of one.
            FaultKind.PartitionHalves => IsIn(fault, from % hosts) != IsIn(fault, to % hosts),
            FaultKind.PartitionBridge => from != host
                && to != host
                && IsIn(fault, from % hosts) != IsIn(fault, to % hosts),
            FaultKind.PartitionRing => !IsNear(from % hosts, to % hosts, hosts),
            FaultKind.IsolatedCoordinator => from == host || to == host,
            _ => false,
        };
    }

    private static bool IsIn(PlannedFault fault, int host) => (fault.Variant >> host & 1) != 0;

    // Everyone reaches a quarter of the others on each side of a circle, and so just a majority with itself.
    private static bool IsNear(int from, int to, int hosts)
    {
        int distance = Math.Abs(from - to);
        return Math.Min(distance, hosts - distance) <= Math.Max(1, (hosts + 1) / 4);
    }

    private void Cut(int from, int to)
    {
        NetworkPath path = world.Network.Path(from, to);
        if (!path.IsCut && Ends(from, to) is ({ } here, { } there))
            world.Chronicle.Record(new LinkCut(world.Timeline.Now, here, there));
        path.Cut();
    }

    private void Heal(int from, int to)
    {
        NetworkPath path = world.Network.Path(from, to);
        path.Heal();
        if (!path.IsCut && Ends(from, to) is ({ } here, { } there))
            world.Chronicle.Record(new LinkRestored(world.Timeline.Now, here, there));
    }

    private (ProcessId?, ProcessId?) Ends(int from, int to) => (ProcessAt(from), ProcessAt(to));

    private ProcessId? ProcessAt(int host) => host < world.Hosts.Length ? world.Hosts[host].Process?.Id : null;
}

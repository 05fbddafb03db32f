using Cohort.Simulation.Networks;
using Cohort.Simulation.Randomness;
using Cohort.Simulation.Worlds;

namespace Cohort.Simulation.Faults;

/// <summary>
/// What happens to bytes: connections that break with bytes under way, flipped and missing bytes, bytes from strangers.
/// Amount is how many segments are hit.
/// </summary>
internal sealed class ByteFaults(World world, FaultInjector injector)
{
    private readonly SplittableRandom _random = world.Random.Split("byte faults");

    public ActiveFault? Strike(PlannedFault fault)
    {
        Host host = injector.HostOf(fault);
        NetworkPath path = world.Network.Path(host.Index, fault.Peer % world.Hosts.Length);
        switch (fault.Kind)
        {
            case FaultKind.BrokenConnection:
                Break(fault, host);
                return null;
            case FaultKind.Corruption:
                path.CorruptNext += (int)fault.Amount;
                return new ActiveFault(fault, () => path.CorruptNext = 0, () => path.CorruptNext < fault.Amount);
            case FaultKind.Truncation:
                path.TruncateNext += (int)fault.Amount;
                return new ActiveFault(fault, () => path.TruncateNext = 0, () => path.TruncateNext < fault.Amount);
            default:
                if (host.Process is { } process && Stranger.Visit(world, process, fault.Variant))
                    injector.Counts.Add(FaultKind.Stranger);
                return null;
        }
    }

    // Variant: each end may take its time to notice.
    private void Break(PlannedFault fault, Host host)
    {
        if (host.Process is not { } process)
            return;
        int peer = fault.Peer % world.Hosts.Length;
        foreach (ConnectionEnd end in process.Connections.ToArray())
        {
            if (end.Other.Process.Host != peer)
                continue;
            world.Network.Break(end, NoticedAfter(fault.Variant & 1), NoticedAfter(fault.Variant & 2));
            injector.Counts.Add(FaultKind.BrokenConnection);
        }
    }

    private TimeSpan NoticedAfter(int isSlow) =>
        isSlow == 0 ? TimeSpan.Zero : _random.Between(TimeSpan.Zero, TimeSpan.FromSeconds(2));
}

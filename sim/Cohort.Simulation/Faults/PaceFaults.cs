using Cohort.Simulation.Histories;
using Cohort.Simulation.Networks;
using Cohort.Simulation.Worlds;

namespace Cohort.Simulation.Faults;

/// <summary>
/// What makes things slow, late or mistimed. Amount: milliseconds of delay or of jitter; bytes a second of a slow link;
/// microseconds a message of a slow member; thousandths of true speed of a drifting clock; milliseconds of a jump.
/// </summary>
internal sealed class PaceFaults(World world, FaultInjector injector)
{
    public ActiveFault? Strike(PlannedFault fault)
    {
        Host host = injector.HostOf(fault);
        switch (fault.Kind)
        {
            case FaultKind.ClockJump:
                Jump(host, TimeSpan.FromMilliseconds(fault.Amount));
                injector.Counts.Add(FaultKind.ClockJump);
                return null;
            case FaultKind.ClockDrift:
                host.Clock.RateInPermille = (int)fault.Amount;
                return new ActiveFault(fault, () => { }, () => true);
            case FaultKind.SlowMember:
                return SlowDown(fault, host);
            default:
                return OnPaths(fault, host);
        }
    }

    private void Jump(Host host, TimeSpan by)
    {
        host.Clock.Jump(by);
        if (host.Process is not { } process)
            return;
        if (by < TimeSpan.Zero)
            world.Chronicle.Record(new ClockSetBack(world.Timeline.Now, process.Id));
        process.ClockChanged();
    }

    private static ActiveFault SlowDown(PlannedFault fault, Host host)
    {
        TimeSpan delay = TimeSpan.FromMicroseconds(fault.Amount);
        // Variant 1 slows the whole process, not its handlers alone.
        TimeSpan step = fault.Variant == 1 ? delay / 4 : TimeSpan.Zero;
        host.HandlerDelay += delay;
        host.StepDelay += step;
        return new ActiveFault(
            fault,
            () =>
            {
                host.HandlerDelay -= delay;
                host.StepDelay -= step;
            },
            () => host.Process is not null
        );
    }

    // Variant 0: one way, 1: both ways, 2: all ways of the host. Reordering strikes all paths there are.
    private ActiveFault OnPaths(PlannedFault fault, Host host)
    {
        List<NetworkPath> paths = [.. Paths(fault, host.Index)];
        long carried = paths.Sum(path => path.Carried);
        TimeSpan time = TimeSpan.FromMilliseconds(fault.Amount);
        foreach (NetworkPath path in paths)
        {
            if (fault.Kind == FaultKind.Delay)
                path.ExtraDelay += time;
            else if (fault.Kind == FaultKind.Reordering)
                path.ExtraJitter += time;
            else
                path.LimitSpeed(fault.Amount);
        }

        return new ActiveFault(fault, End, () => paths.Sum(path => path.Carried) > carried);

        void End()
        {
            foreach (NetworkPath path in paths)
            {
                if (fault.Kind == FaultKind.Delay)
                    path.ExtraDelay -= time;
                else if (fault.Kind == FaultKind.Reordering)
                    path.ExtraJitter -= time;
                else
                    path.LiftSpeedLimit(fault.Amount);
            }
        }
    }

    private IEnumerable<NetworkPath> Paths(PlannedFault fault, int host)
    {
        int peer = fault.Peer % world.Hosts.Length;
        for (int from = 0; from < world.Hosts.Length; from++)
        for (int to = 0; to < world.Hosts.Length; to++)
        {
            bool struck =
                fault.Kind == FaultKind.Reordering
                || fault.Variant switch
                {
                    0 => from == host && to == peer,
                    1 => (from, to) == (host, peer) || (from, to) == (peer, host),
                    _ => from == host || to == host,
                };
            if (struck && from != to)
                yield return world.Network.Path(from, to);
        }
    }
}

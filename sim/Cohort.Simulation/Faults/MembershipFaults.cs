using Cohort.Simulation.Judging;
using Cohort.Simulation.Worlds;

namespace Cohort.Simulation.Faults;

/// <summary>
/// Storms of joins and leaves. The Variant is a bit for each host concerned; For is how long those that left stay away;
/// Amount is over how many milliseconds a storm spreads.
/// </summary>
internal sealed class MembershipFaults(World world, FaultInjector injector)
{
    public ActiveFault? Strike(PlannedFault fault)
    {
        List<Host> struck = [.. world.Hosts.Where(host => (fault.Variant >> host.Index & 1) != 0)];
        for (int index = 0; index < struck.Count; index++)
        {
            Host host = struck[index];
            TimeSpan after = TimeSpan.FromMilliseconds(fault.Amount * index / Math.Max(1, struck.Count));
            world.Timeline.After(after, () => Strike(fault, host));
        }

        return null;
    }

    private void Strike(PlannedFault fault, Host host)
    {
        if (injector.IsOver)
            return;
        bool took = fault.Kind == FaultKind.JoinStorm ? Join(host) : Leave(fault, host);
        if (took)
            injector.Counts.Add(fault.Kind);
    }

    private bool Join(Host host)
    {
        bool starts = host.Process is null;
        host.Start();
        bool joins = starts;
        for (int group = 0; group < world.Groups.Length; group++)
        {
            if (host.Index >= world.Scenario.Groups[group].Members || host.MembershipIn(group) is not null)
                continue;
            host.Join(group);
            joins = true;
        }

        return joins;
    }

    private bool Leave(PlannedFault fault, Host host)
    {
        int group = (int)(fault.Amount % world.Groups.Length);
        if (
            world.Scenario.Groups[group] is { IsRoot: true } or { Replicas: not null }
            || host.MembershipIn(group) is null
            || !MayLeave(host, group)
        )
            return false;
        host.Leave(group);
        world.Timeline.After(
            fault.For,
            () =>
            {
                if (!injector.IsOver)
                    host.Join(group);
            }
        );
        return true;
    }

    // Leaving costs no quorum by itself, but those that leave at once must not be all there are: an empty group ends.
    private bool MayLeave(Host leaver, int group)
    {
        int staying = world.Hosts.Count(host =>
            host != leaver && host.Process is not null && host.Wants(group) && host.MembershipIn(group) is not null
        );
        GroupObserver observer = world.Groups[group];
        return staying >= 2 && observer.SurvivesWithout(leaver) && observer.IsAnchoredWithout(leaver);
    }
}

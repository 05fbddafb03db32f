using Cohort.Simulation.Judging;
using Cohort.Simulation.Randomness;
using Cohort.Simulation.Scenarios;
using Cohort.Simulation.Worlds;

namespace Cohort.Simulation.Faults;

/// <summary>
/// Disks become slow, or fail. Amount is by how many milliseconds each sync of a slow one is longer; For is how long it is slow, or
/// until the process on one that has failed is started anew. Variant 1 has one sync fail, and nothing else; in variants 2 and 3, of
/// everything and of one sync, the host loses power in the end. In a blackout Variant is which of the groups dies, or 3 for the whole cluster, Amount a bit for each
/// host that loses power, where the others' processes are killed, and Peer how many suspicion times lie between two deaths; each starts
/// again after its own part of For.
/// </summary>
internal sealed class DiskFaults(World world, FaultInjector injector)
{
    private const int Percent = 60;

    /// <summary>The variant of a blackout in which all processes die.</summary>
    public const int WholeCluster = 3;

    private static readonly TimeSpan Apart = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LongestFor = TimeSpan.FromSeconds(6);

    public static IEnumerable<PlannedFault> Plan(SplittableRandom random, Scenario scenario)
    {
        if (!scenario.HasDisks || !random.Percent(Percent))
            yield break;
        TimeSpan at = random.Between(TimeSpan.Zero, Apart * 2);
        while (at < scenario.HealAt)
        {
            TimeSpan lasts = random.MostlyShort(TimeSpan.FromMilliseconds(50), LongestFor);
            yield return new PlannedFault
            {
                At = at,
                Kind = random.Pick([FaultKind.SlowDisk, FaultKind.DiskFailure, FaultKind.Blackout]),
                Host = random.Below(scenario.Hosts),
                Amount = random.Pick([20, 100, 1_000]),
                Variant = random.Below(4),
                Peer = random.Pick([0, 0, 3, 6]),
                For = at + lasts <= scenario.HealAt ? lasts : scenario.HealAt - at,
            };
            at += random.Between(TimeSpan.Zero, Apart * 2);
        }
    }

    public ActiveFault? Strike(PlannedFault fault)
    {
        Host host = injector.HostOf(fault);
        switch (fault.Kind)
        {
            case FaultKind.SlowDisk:
                return SlowDown(fault, host);
            case FaultKind.DiskFailure:
                return Fail(fault, host);
            default:
                Blackout(fault);
                return null;
        }
    }

    private void Blackout(PlannedFault fault)
    {
        int[] durable =
        [
            .. Enumerable.Range(0, world.Groups.Length).Where(group => world.Scenario.Groups[group].Durable),
        ];
        if (durable.Length == 0)
            return;
        if (fault.Variant == WholeCluster)
        {
            DarkenAll(fault);
            return;
        }
        int struck = durable[fault.Variant % durable.Length];
        TimeSpan apart = world.Scenario.SuspicionTime * fault.Peer;
        TimeSpan at = TimeSpan.Zero;
        foreach (Host host in world.Hosts.Where(host => host.MembershipIn(struck) is not null))
        {
            TimeSpan down = apart * world.Hosts.Length + fault.For * (host.Index % 4 + 1) / 4 - at;
            world.Timeline.After(at, () => Kill(fault, host, durable, down));
            at += apart;
        }
    }

    private void DarkenAll(PlannedFault fault)
    {
        world.Chronicle.Say("world", "all processes die");
        foreach (Host host in world.Hosts)
        {
            if (host.Process is null)
                continue;
            Strike(fault, host);
            if ((fault.Away >> host.Index & 1) == 0)
                world.Timeline.After(fault.For * (host.Index % 4 + 1) / 4, () => StartAgain(host));
        }
        foreach (GroupObserver group in world.Groups)
            group.Forget();
    }

    private void Strike(PlannedFault fault, Host host)
    {
        if ((fault.Amount >> host.Index & 1) != 0)
            host.LosePower();
        else
            host.Crash(lossy: false);
        injector.Counts.Add(FaultKind.Blackout);
    }

    // The groups that keep a log bear it.
    private void Kill(PlannedFault fault, Host host, int[] durable, TimeSpan down)
    {
        bool bear = world
            .Groups.Where((_, group) => !durable.Contains(group))
            .All(group => group.SurvivesWithout(host));
        if (injector.IsOver || host.Process is null || !bear)
            return;
        Strike(fault, host);
        world.Timeline.After(down, () => StartAgain(host));
    }

    private void StartAgain(Host host)
    {
        if (!injector.IsOver)
            host.Start();
    }

    private static ActiveFault SlowDown(PlannedFault fault, Host host)
    {
        TimeSpan delay = TimeSpan.FromMilliseconds(fault.Amount);
        host.SyncDelay += delay;
        return new ActiveFault(fault, () => host.SyncDelay -= delay, () => host.Process is not null);
    }

    private ActiveFault? Fail(PlannedFault fault, Host host)
    {
        if (host.Process is not { } process || !world.Groups.All(group => group.SurvivesWithout(host)))
            return null;
        if (fault.Variant % 2 == 1)
            host.Disk.FailsOnce = true;
        else
            host.Disk.Fails = true;
        return new ActiveFault(
            fault,
            () =>
            {
                if (host.Process != process)
                    return;
                if (fault.Variant >= 2)
                    host.LosePower();
                else
                    host.Crash(lossy: false);
                host.Start();
            },
            () => true
        );
    }
}

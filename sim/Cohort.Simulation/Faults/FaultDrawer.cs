using System.Collections.Immutable;
using Cohort.Simulation.Randomness;
using Cohort.Simulation.Scenarios;
using Cohort.Simulation.Worlds;

namespace Cohort.Simulation.Faults;

/// <summary>Draws single faults: whom they strike, how long, how hard.</summary>
internal sealed class FaultDrawer(
    SplittableRandom random,
    Scenario scenario,
    ImmutableArray<FaultKind> kinds,
    bool reckless
)
{
    private const int RecklessFaultPercent = 40;

    /// <summary>Listed nodes that die and come back while the first view is agreed on, or just after.</summary>
    public IEnumerable<PlannedFault> RestartsWhileForming()
    {
        int count = random.Between(1, 3);
        for (int number = 0; number < count; number++)
        {
            yield return new PlannedFault
            {
                At = random.Between(TimeSpan.FromMilliseconds(5), TimeSpan.FromSeconds(3)),
                Kind = FaultKind.Restart,
                Host = random.Below(scenario.Listed),
                For = random.MostlyShort(TimeSpan.FromMilliseconds(1), TimeSpan.FromSeconds(2)),
                Amount = random.Below(2),
            };
        }
    }

    /// <summary>One fault of any of the kinds.</summary>
    public PlannedFault Draw(TimeSpan at)
    {
        FaultKind kind = DrawKind();
        PlannedFault fault = new()
        {
            At = at,
            Kind = kind,
            Host = random.Percent(30) ? PlannedFault.Coordinator : random.Below(scenario.Hosts),
            Peer = random.Below(scenario.Hosts),
            Variant = random.Below(1 << scenario.Hosts),
            For = random.MostlyShort(Milliseconds(100), Milliseconds(10_000)),
            Reckless = reckless && random.Percent(RecklessFaultPercent),
        };
        fault = Shape(fault);
        return fault.At + fault.For <= scenario.HealAt ? fault : fault with { For = scenario.HealAt - at };
    }

    private FaultKind DrawKind()
    {
        // A third of all faults are deaths, if these are among the kinds: they are what groups are for.
        if (random.Percent(35) && kinds.Contains(FaultKind.Crash))
            return FaultKind.Crash;
        return random.Pick(kinds);
    }

    private PlannedFault Shape(PlannedFault fault) =>
        fault.Kind switch
        {
            FaultKind.Crash => Crash(fault),
            FaultKind.Restart => fault with { Variant = 0, For = random.Between(Milliseconds(1), Milliseconds(300)) },
            FaultKind.PowerLoss => fault with { For = RestartDelay(Milliseconds(500)) },
            FaultKind.Pause => fault with { For = PauseLength() },
            FaultKind.IsolatedCoordinator => fault with { Host = PlannedFault.Coordinator },
            FaultKind.OneWayCut or FaultKind.TwoWayCut => fault with { Peer = SomeoneElse(fault.Host) },
            FaultKind.Delay => fault with
            {
                Amount = random.Pick([20, 100, 500, 2_000, 5_000]),
                Variant = random.Below(3),
            },
            FaultKind.Reordering => fault with { Amount = random.Pick([5, 50, 300]) },
            FaultKind.BrokenConnection => fault with { Peer = SomeoneElse(fault.Host), Variant = random.Below(4) },
            FaultKind.Corruption or FaultKind.Truncation => fault with
            {
                Peer = SomeoneElse(fault.Host),
                Amount = random.Between(1, 4),
            },
            FaultKind.SlowLink => fault with
            {
                Amount = random.Pick([2_000, 20_000, 200_000]),
                Variant = random.Below(3),
            },
            FaultKind.SlowMember => fault with
            {
                Amount = random.Pick([1_000, 10_000, 50_000]),
                Variant = random.Below(2),
            },
            FaultKind.ClockDrift => fault with { Amount = random.Between(900, 1100) },
            FaultKind.ClockJump => fault with { Amount = Jump() },
            FaultKind.JoinStorm or FaultKind.LeaveStorm => fault with
            {
                Amount = random.Between(0, 1_000),
                For = random.MostlyShort(Milliseconds(10), Milliseconds(5_000)),
            },
            FaultKind.Stranger => fault with { Variant = random.Below(1000) },
            _ => fault,
        };

    private PlannedFault Crash(PlannedFault fault) =>
        fault with
        {
            Variant = random.Percent(40) ? 0 : 1 + random.Below(1 + (int)CrashMoment.ViewUnheard),
            Amount = random.Percent(50) ? random.Below(4) : random.Below(20),
            For = kinds.Contains(FaultKind.Restart) ? RestartDelay(Milliseconds(5)) : TimeSpan.Zero,
        };

    private TimeSpan RestartDelay(TimeSpan least) => random.MostlyShort(least, Milliseconds(15_000));

    // Mostly around the suspicion time, where it is decided whether anybody notices; now and then up to a minute.
    private TimeSpan PauseLength() =>
        random.Percent(80)
            ? random.Between(Milliseconds(100), scenario.SuspicionTime * 3)
            : random.Between(scenario.SuspicionTime, Milliseconds(60_000));

    private int SomeoneElse(int host) =>
        host == PlannedFault.Coordinator
            ? random.Below(scenario.Hosts)
            : (host + random.Between(1, scenario.Hosts - 1)) % scenario.Hosts;

    private long Jump()
    {
        TimeSpan by = random.Percent(50)
            ? random.Between(Milliseconds(10), TimeSpan.FromSeconds(30))
            : random.Between(TimeSpan.FromSeconds(30), TimeSpan.FromHours(1));
        return (long)(random.Percent(50) ? by : -by).TotalMilliseconds;
    }

    private static TimeSpan Milliseconds(int milliseconds) => TimeSpan.FromMilliseconds(milliseconds);
}

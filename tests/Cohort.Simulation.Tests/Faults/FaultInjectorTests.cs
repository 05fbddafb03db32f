using Cohort.Protocol;
using Cohort.Simulation.Faults;
using Cohort.Simulation.Tests.Worlds;

namespace Cohort.Simulation.Tests.Faults;

public class FaultInjectorTests
{
    [Fact]
    public void A_cut_that_kept_nothing_from_getting_through_took_no_effect()
    {
        (ScriptedWorld world, FaultInjector injector) = Begin(Cut(second: 4));
        world.Run(TimeSpan.FromSeconds(10));

        Assert.Equal(0, injector.Counts[FaultKind.TwoWayCut]);
    }

    [Fact]
    public void A_cut_that_held_something_back_did_and_ends_when_its_time_is_up()
    {
        (ScriptedWorld world, FaultInjector injector) = Begin(Cut(second: 4));
        world.Connect();
        world.Run(TimeSpan.FromSeconds(1));
        world.Write(world.A, [1, 2, 3]);
        world.Run(TimeSpan.FromMilliseconds(500));
        byte[] whileCut = world.B.Bytes;
        world.Run(TimeSpan.FromSeconds(5));

        Assert.Empty(whileCut);
        Assert.Equal([1, 2, 3], world.B.Bytes);
        Assert.Equal(1, injector.Counts[FaultKind.TwoWayCut]);
    }

    [Fact]
    public void Everything_that_lasts_ends_when_it_heals()
    {
        PlannedFault pause = new()
        {
            At = TimeSpan.FromSeconds(1),
            Kind = FaultKind.Pause,
            Host = 1,
            For = TimeSpan.FromHours(1),
        };
        (ScriptedWorld world, FaultInjector injector) = Begin(pause);
        world.Run(TimeSpan.FromSeconds(2));
        bool paused = world.HostB.Process!.IsPaused;
        injector.Heal();

        Assert.True(paused);
        Assert.False(world.HostB.Process!.IsPaused);
        Assert.Equal(1, injector.Counts[FaultKind.Pause]);
    }

    [Fact]
    public void A_process_that_crashed_comes_back_as_a_new_incarnation_at_its_address()
    {
        PlannedFault crash = new()
        {
            At = TimeSpan.FromSeconds(1),
            Kind = FaultKind.Crash,
            Host = 1,
            For = TimeSpan.FromSeconds(1),
        };
        (ScriptedWorld world, FaultInjector injector) = Begin(crash);
        ProcessId before = world.HostB.Process!.Id;
        world.Run(TimeSpan.FromMilliseconds(1500));
        bool isDown = world.HostB.Process is null;
        world.Run(TimeSpan.FromSeconds(1));
        ProcessId after = world.HostB.Process!.Id;

        Assert.True(isDown);
        Assert.Equal(before.Address, after.Address);
        Assert.NotEqual(before.Incarnation, after.Incarnation);
        Assert.Equal((1, 1), (injector.Counts[FaultKind.Crash], injector.Counts[FaultKind.Restart]));
    }

    [Fact]
    public void A_crash_in_the_middle_of_a_step_leaves_the_rest_of_its_outputs_undone()
    {
        // The third output and all after it are never carried out.
        PlannedFault crash = new()
        {
            At = TimeSpan.FromSeconds(1),
            Kind = FaultKind.Crash,
            Host = 0,
            Variant = 1,
            Amount = 2,
        };
        (ScriptedWorld world, _) = Begin(crash);
        world.Connect();
        world.Run(TimeSpan.FromSeconds(1));
        for (byte number = 1; number <= 5; number++)
            world.Write(world.A, [number]);
        world.Run(TimeSpan.FromSeconds(1));

        Assert.Null(world.HostA.Process);
        Assert.Equal([1, 2], world.B.Bytes);
    }

    [Fact]
    public void Companions_die_when_the_one_dies_that_they_are_companions_of()
    {
        PlannedFault crash = new()
        {
            At = TimeSpan.FromSeconds(1),
            Kind = FaultKind.Crash,
            Host = 0,
            Variant = 1,
            Companions = 1 << 1,
        };
        (ScriptedWorld world, FaultInjector injector) = Begin(crash);
        world.Connect();
        world.Run(TimeSpan.FromSeconds(2));
        bool livesUntilThen = world.HostB.Process is not null;
        world.Write(world.A, [1]);
        world.Run(TimeSpan.FromSeconds(1));

        Assert.True(livesUntilThen);
        Assert.Null(world.HostA.Process);
        Assert.Null(world.HostB.Process);
        Assert.Equal(2, injector.Counts[FaultKind.Crash]);
    }

    [Fact]
    public void A_stranger_s_bytes_reach_the_process()
    {
        PlannedFault stranger = new()
        {
            At = TimeSpan.FromSeconds(1),
            Kind = FaultKind.Stranger,
            Host = 1,
            Variant = 0,
        };
        (ScriptedWorld world, FaultInjector injector) = Begin(stranger);
        world.Run(TimeSpan.FromSeconds(2));

        Assert.StartsWith("GET / HTTP/1.1", System.Text.Encoding.ASCII.GetString(world.B.Bytes));
        Assert.True(world.B.Has(InputKind.Closed));
        Assert.Equal(1, injector.Counts[FaultKind.Stranger]);
    }

    [Fact]
    public void A_clock_jumps_and_drifts_by_what_was_planned()
    {
        (ScriptedWorld world, _) = Begin(
            new PlannedFault
            {
                At = TimeSpan.FromSeconds(1),
                Kind = FaultKind.ClockJump,
                Host = 0,
                Amount = -60_000,
            },
            new PlannedFault
            {
                At = TimeSpan.FromSeconds(1),
                Kind = FaultKind.ClockDrift,
                Host = 1,
                Amount = 1100,
            }
        );
        (Instant a, Instant b) = (world.HostA.Clock.Now, world.HostB.Clock.Now);
        world.Run(TimeSpan.FromSeconds(11));

        Assert.Equal(TimeSpan.FromSeconds(11 - 60), world.HostA.Clock.Now - a);
        Assert.Equal(TimeSpan.FromSeconds(1 + 11), world.HostB.Clock.Now - b);
    }

    private static PlannedFault Cut(int second) =>
        new()
        {
            At = TimeSpan.FromSeconds(second - 3),
            Kind = FaultKind.TwoWayCut,
            Host = 0,
            Peer = 1,
            For = TimeSpan.FromSeconds(2),
        };

    private static (ScriptedWorld, FaultInjector) Begin(params PlannedFault[] faults)
    {
        ScriptedWorld world = new(faults: [.. faults]);
        FaultInjector injector = new(world.World);
        injector.Begin();
        return (world, injector);
    }
}

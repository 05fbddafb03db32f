using Cohort.Protocol;
using Cohort.Simulation.Checkers;
using Cohort.Simulation.Faults;
using Cohort.Simulation.Histories;
using Cohort.Simulation.Running;
using Cohort.Simulation.Scenarios;

namespace Cohort.Simulation.Tests.Faults;

/// <summary>A disk has not kept what was synced: the log is refused, and the group goes on with what the others
/// have.</summary>
public class RottingTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void A_log_that_has_rotted_is_refused_and_its_node_gets_everything_from_the_others(int variant)
    {
        SimulationResult result = Run(variant, Rot(variant, second: 4));
        Assert.Empty(result.Violations);
        Assert.Equal(1, result.Faults[FaultKind.Rot]);
        LogReplaced replaced = Assert.Single(result.History.Events.OfType<LogReplaced>());
        Assert.Contains(
            result.History.Events,
            happened => happened is StateReplaced && happened.Process == replaced.Process
        );
    }

    [Fact]
    public void Only_one_disk_rots_in_a_run()
    {
        SimulationResult result = Run(0, Rot(0, second: 4), Rot(0, second: 6) with { Host = 2 });
        Assert.Empty(result.Violations);
        Assert.Equal(1, result.Faults[FaultKind.Rot]);
    }

    [Fact]
    public void The_only_one_that_has_the_state_is_spared()
    {
        SimulationResult result = Run(0, members: 1, Rot(0, second: 4) with { Host = 0 });
        Assert.Empty(result.Violations);
        Assert.Equal(0, result.Faults[FaultKind.Rot]);
    }

    private static PlannedFault Rot(int variant, int second) =>
        new()
        {
            At = TimeSpan.FromSeconds(second),
            Kind = FaultKind.Rot,
            Host = 1,
            // So many that none of them is likely to hit nothing but what fills records up.
            Amount = 8,
            Variant = variant,
            For = TimeSpan.FromMilliseconds(500),
        };

    private static SimulationResult Run(int seed, params PlannedFault[] faults) => Run(seed, members: 3, faults);

    private static SimulationResult Run(int seed, int members, params PlannedFault[] faults) =>
        ClusterSimulation.Run(
            new Scenario
            {
                Seed = (ulong)seed + 1,
                Hosts = 3,
                Listed = 3,
                Initial = 3,
                HealAt = TimeSpan.FromSeconds(9),
                Duration = TimeSpan.FromSeconds(12),
                SyncTime = TimeSpan.FromMilliseconds(1),
                Groups =
                [
                    new GroupPlan
                    {
                        Name = "ledger",
                        Members = members,
                        Objects = 3,
                        Governed = true,
                        Durable = true,
                    },
                    new GroupPlan
                    {
                        Name = GroupPlan.RootName,
                        Members = 3,
                        HasState = false,
                        IsRoot = true,
                    },
                ],
                Faults = [.. faults],
            },
            PropertyCheckers.All
        );
}

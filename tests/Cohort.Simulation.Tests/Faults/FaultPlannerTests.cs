using System.Collections.Immutable;
using Cohort.Simulation.Faults;
using Cohort.Simulation.Scenarios;

namespace Cohort.Simulation.Tests.Faults;

public class FaultPlannerTests
{
    private static readonly ScenarioBounds Usual = new() { Disks = true };

    private static readonly ImmutableArray<Scenario> Hundreds =
    [
        .. Enumerable.Range(1, 300).Select(seed => ScenarioPlanner.Plan((ulong)seed, Usual)),
    ];

    [Fact]
    public void Every_kind_of_fault_is_planned_sooner_or_later() =>
        Assert.Equal(
            Enum.GetValues<FaultKind>().Order(),
            Hundreds.SelectMany(scenario => scenario.Faults).Select(fault => fault.Kind).Distinct().Order()
        );

    [Fact]
    public void Seeds_stay_away_after_blackouts_in_some_scenarios() =>
        Assert.InRange(
            Hundreds.Count(scenario => scenario.Faults.Any(fault => fault.Away != 0)),
            Hundreds.Length / 10,
            Hundreds.Length / 2
        );

    [Fact]
    public void All_but_one_of_the_seeds_are_cut_off_and_die_together_in_some_scenarios() =>
        Assert.InRange(
            Hundreds.Count(scenario =>
                scenario.Faults.Any(fault =>
                    fault is { Kind: FaultKind.PartitionHalves } && IsAllButOne(fault.Variant, scenario.Listed)
                )
            ),
            Hundreds.Length / 10,
            Hundreds.Length / 2
        );

    [Fact]
    public void No_seed_plans_every_kind() =>
        Assert.All(
            Hundreds,
            scenario =>
                Assert.InRange(
                    scenario.Faults.Select(fault => fault.Kind).Distinct().Count(),
                    1,
                    (int)FaultKind.Stranger
                )
        );

    [Fact]
    public void Faults_come_in_order_of_time_and_are_over_when_everything_heals() =>
        Assert.All(
            Hundreds,
            scenario =>
            {
                Assert.Equal(scenario.Faults.OrderBy(fault => fault.At), scenario.Faults);
                Assert.All(scenario.Faults, fault => Assert.True(fault.At + fault.For <= scenario.HealAt));
            }
        );

    [Fact]
    public void Listed_nodes_restart_while_the_group_forms_in_most_scenarios() =>
        Assert.InRange(Hundreds.Count(RestartsWhileForming), Hundreds.Length * 8 / 10, Hundreds.Length);

    [Fact]
    public void Most_scenarios_leave_every_group_a_quorum_and_some_do_not() =>
        Assert.InRange(
            Hundreds.Count(scenario => scenario.Faults.Any(fault => fault.Reckless)),
            1,
            Hundreds.Length / 4
        );

    [Fact]
    public void Only_the_kinds_that_are_allowed_are_planned()
    {
        ScenarioBounds bounds = Usual with { Faults = [FaultKind.Pause, FaultKind.Delay] };

        Assert.All(
            Enumerable.Range(1, 50).SelectMany(seed => ScenarioPlanner.Plan((ulong)seed, bounds).Faults),
            fault => Assert.Contains(fault.Kind, bounds.Faults)
        );
    }

    [Fact]
    public void Where_clients_alone_crash_nothing_else_goes_wrong()
    {
        ScenarioBounds bounds = Usual with { Faults = [FaultKind.ClientCrash] };
        PlannedFault[] faults =
        [
            .. Enumerable.Range(1, 50).SelectMany(seed => ScenarioPlanner.Plan((ulong)seed, bounds).Faults),
        ];
        Assert.NotEmpty(faults);
        Assert.All(faults, fault => Assert.Equal(FaultKind.ClientCrash, fault.Kind));
    }

    [Fact]
    public void Whether_clients_crash_changes_nothing_else()
    {
        ScenarioBounds without = Usual with { Faults = Usual.Faults.Remove(FaultKind.ClientCrash) };
        Assert.All(
            Enumerable.Range(1, 50),
            seed =>
                Assert.Equal(
                    ScenarioPlanner.Plan((ulong)seed, without).Faults,
                    ScenarioPlanner.Plan((ulong)seed, Usual).Faults.Where(fault => fault.Kind != FaultKind.ClientCrash)
                )
        );
    }

    [Fact]
    public void Without_kinds_nothing_goes_wrong() =>
        Assert.Empty(ScenarioPlanner.Plan(1, Usual with { Faults = [] }).Faults);

    [Fact]
    public void Hosts_are_as_many_as_the_bounds_allow()
    {
        Assert.Equal(Enumerable.Range(3, 7), Hundreds.Select(scenario => scenario.Hosts).Distinct().Order());
        Assert.All(
            Enumerable.Range(1, 20).Select(seed => ScenarioPlanner.Plan((ulong)seed, Usual with { MostHosts = 3 })),
            scenario => Assert.Equal(3, scenario.Hosts)
        );
    }

    private static bool IsAllButOne(int side, int listed) =>
        side < 1 << listed && System.Numerics.BitOperations.PopCount((uint)side) == listed - 1;

    private static bool RestartsWhileForming(Scenario scenario) =>
        scenario.Faults.Any(fault =>
            fault.Kind == FaultKind.Restart && fault.At < TimeSpan.FromSeconds(3) && fault.Host < scenario.Listed
        );
}

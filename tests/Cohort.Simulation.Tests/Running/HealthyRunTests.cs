using Cohort.Simulation.Checkers;
using Cohort.Simulation.Histories;
using Cohort.Simulation.Running;
using Cohort.Simulation.Scenarios;
using Cohort.Simulation.Tests.Worlds;
using Cohort.Simulation.Worlds;

namespace Cohort.Simulation.Tests.Running;

public class HealthyRunTests
{
    private static readonly Scenario Calm = new()
    {
        Seed = 1,
        Hosts = 3,
        Listed = 3,
        Initial = 3,
        HealAt = TimeSpan.FromSeconds(7),
        Duration = TimeSpan.FromSeconds(10),
        Groups =
        [
            new GroupPlan
            {
                Name = "ledger",
                Members = 3,
                Objects = 3,
            },
        ],
    };

    [Fact]
    public void A_machine_without_flaws_in_a_world_without_faults_breaks_no_property()
    {
        SimulationResult result = Run(Calm, SequencerError.None);

        Assert.Empty(result.Violations);
        Assert.True(result.Deliveries > 500, $"Only {result.Deliveries} deliveries.");
    }

    [Fact]
    public void Lost_messages_are_noticed()
    {
        SimulationResult result = Run(Calm, SequencerError.LosesMessages);

        Assert.Contains(result.Violations, violation => violation.Property is "D3" or "L1");
    }

    [Fact]
    public void A_machine_that_breaks_is_a_violation_with_its_last_inputs()
    {
        SimulationResult result = Run(Calm, SequencerError.Breaks);

        Assert.Contains(
            result.Violations,
            violation => violation.Property == ClusterSimulation.Invariant && violation.Text.Contains("took in")
        );
    }

    [Fact]
    public void The_same_scenario_gives_the_same_run()
    {
        SimulationResult first = Run(Calm, SequencerError.None);
        SimulationResult second = Run(Calm, SequencerError.None);

        Assert.Equal(first.TraceHash, second.TraceHash);
        Assert.Equal(first.History.Events.Select(Text), second.History.Events.Select(Text));
    }

    [Fact]
    public void Another_seed_gives_another_run() =>
        Assert.NotEqual(
            Run(Calm, SequencerError.None).TraceHash,
            Run(Calm with { Seed = 2 }, SequencerError.None).TraceHash
        );

    private static string Text(HistoryEvent happened) => $"{happened}";

    private static SimulationResult Run(Scenario scenario, SequencerError error) =>
        ClusterSimulation.Run(
            scenario,
            PropertyCheckers.All,
            (settings, _) => new SequencerMachine(settings, error),
            trace: null
        );
}

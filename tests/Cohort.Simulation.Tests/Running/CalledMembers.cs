using Cohort.Simulation.Checkers;
using Cohort.Simulation.Histories;
using Cohort.Simulation.Running;
using Cohort.Simulation.Scenarios;

namespace Cohort.Simulation.Tests.Running;

/// <summary>What Q1 judges does happen: calls under faults end in every way that a call can.</summary>
public sealed class CalledMembers
{
    private const int Seeds = 24;

    [Fact]
    public void Calls_end_in_every_way()
    {
        var seen = new SortedDictionary<string, int>(StringComparer.Ordinal);
        var bounds = new ScenarioBounds { Duration = TimeSpan.FromSeconds(15) };
        for (ulong seed = 1; seed <= Seeds; seed++)
        {
            Scenario scenario = ScenarioPlanner.Plan(seed, bounds);
            if (scenario.Tools?.Calls is null)
                continue;
            SimulationResult result = ClusterSimulation.Run(scenario, [new CallsSettled()]);
            Assert.Empty(result.Violations);
            foreach (MemberCallEvent happened in result.History.Events.OfType<MemberCallEvent>())
                seen[Word(happened)] = seen.GetValueOrDefault(Word(happened)) + 1;
        }
        string[] ways =
        [
            "abandoned",
            "failed PutOut",
            "reached",
            "not reached",
            "replied Gone",
            "replied Threw",
            "replied Value",
            "to one",
            "wants All",
            "wants Count(1)",
            "wants Count(2)",
            "wants Majority",
            "wants None",
        ];
        Assert.Empty(ways.Except(seen.Keys));
    }

    private static string Word(MemberCallEvent happened) =>
        happened switch
        {
            MembersCallAbandoned => "abandoned",
            MembersCallFailed failed => $"failed {failed.Failure}",
            MembersCallSettled settled => settled.WasReached ? "reached" : "not reached",
            MemberReplied replied => $"replied {replied.Outcome}",
            MembersCalled { Target: not null } => "to one",
            MembersCalled called => $"wants {called.Wanted}",
            _ => "",
        };
}

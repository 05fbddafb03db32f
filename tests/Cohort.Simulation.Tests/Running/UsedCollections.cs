using Cohort.Simulation.Checkers;
using Cohort.Simulation.Histories;
using Cohort.Simulation.Running;
using Cohort.Simulation.Scenarios;

namespace Cohort.Simulation.Tests.Running;

/// <summary>What R1 judges of the collections does happen: their calls under faults come to everything that they can.</summary>
public sealed class UsedCollections
{
    private const int Seeds = 30;

    [Fact]
    public void Calls_come_to_everything_that_they_can()
    {
        var seen = new HashSet<string>();
        var bounds = new ScenarioBounds { Duration = TimeSpan.FromSeconds(15) };
        for (ulong seed = 1; seed <= Seeds; seed++)
        {
            Scenario scenario = ScenarioPlanner.Plan(seed, bounds);
            if (scenario.Tools is not { CollectionClients: > 0 })
                continue;
            SimulationResult result = ClusterSimulation.Run(scenario, [new Linearizable(), new UpdatesMadeOnce()]);
            Assert.Empty(result.Violations);
            Note(result.History, seen);
        }
        string[] ends =
        [
            "dictionary write nothing",
            "dictionary read nothing",
            "dictionary read something",
            "dictionary add-if-absent 0",
            "dictionary add-if-absent something",
            "dictionary get-or-add something",
            "dictionary remove nothing",
            "dictionary remove something",
            "dictionary compare-and-set 0",
            "dictionary compare-and-set something",
            "dictionary count something",
            "set count something",
            "set read 0",
            "set read something",
            "set add 0",
            "set add something",
            "set remove 0",
            "set remove something",
            "tally read something",
            "tally add nothing",
            "tally add something",
            "tally compare-and-set 0",
            "tally compare-and-set something",
            "settings read nothing",
            "settings read something",
            "settings version something",
            "settings write something",
            "settings remove 0",
            "settings remove something",
            "settings compare-and-set below zero",
            "settings compare-and-set something",
        ];
        Assert.Empty(ends.Except(seen));
    }

    private static void Note(History history, HashSet<string> seen)
    {
        Dictionary<ulong, UpdateCalled> called = history
            .Events.OfType<UpdateCalled>()
            .Where(call => call.Object == call.Kind)
            .ToDictionary(call => call.Operation);
        foreach (UpdateReturned returned in history.Events.OfType<UpdateReturned>())
            if (called.TryGetValue(returned.Operation, out UpdateCalled? call))
                seen.Add($"{call.Kind} {call.Call} {Word(returned.Result)}");
    }

    private static string Word(long? result) =>
        result switch
        {
            null => "nothing",
            0 => "0",
            < 0 => "below zero",
            _ => "something",
        };
}

using System.Collections.Immutable;
using Cohort.Simulation.Faults;
using Cohort.Simulation.Histories;
using Cohort.Simulation.Scenarios;
using Cohort.Simulation.Shrinking;

namespace Cohort.Simulation.Tests.Shrinking;

public class ShrinkerTests
{
    private static readonly Violation Found = new("D3", "as it was found");

    [Fact]
    public void Of_many_faults_those_remain_without_which_it_does_not_fail()
    {
        Scenario large = Large(faults: 60);
        Shrinker shrinker = new(scenario =>
            scenario.Faults.Any(IsFault(17)) && scenario.Faults.Any(IsFault(41)) ? [Found] : []
        );

        Scenario small = shrinker.Shrink(large, Found).Scenario;

        Assert.Equal([17, 41], small.Faults.Select(fault => fault.Amount));
    }

    [Fact]
    public void Hosts_groups_messages_and_time_that_do_not_matter_are_taken_away()
    {
        Shrinker shrinker = new(scenario => scenario.Hosts >= 4 ? [Found] : []);

        Scenario small = shrinker.Shrink(Large(faults: 5), Found).Scenario;

        Assert.Equal(4, small.Hosts);
        Assert.Single(small.Groups);
        Assert.Empty(small.Faults);
        Assert.Equal(0, small.Workload.TalkLimit);
        Assert.Equal(0, small.Workload.Clients);
        Assert.True(small.Duration < TimeSpan.FromSeconds(3));
    }

    [Fact]
    public void Another_property_that_breaks_on_the_way_is_not_what_is_looked_for()
    {
        Shrinker shrinker = new(scenario => scenario.Faults.Length >= 3 ? [Found] : [new Violation("V1", "another")]);

        ScenarioFile small = shrinker.Shrink(Large(faults: 20), Found);

        Assert.Equal("D3", small.Property);
        Assert.Equal(3, small.Scenario.Faults.Length);
    }

    [Fact]
    public void It_ends_when_its_runs_are_spent()
    {
        int runs = 0;
        Shrinker shrinker = new(
            _ =>
            {
                runs++;
                return [];
            },
            runsAllowed: 10
        );

        Scenario large = Large(faults: 60);
        Scenario small = shrinker.Shrink(large, Found).Scenario;

        Assert.Equal(10, runs);
        Assert.Equal(large, small);
    }

    [Fact]
    public void It_ends_when_it_is_cancelled()
    {
        using CancellationTokenSource cancelled = new();
        cancelled.Cancel();
        Shrinker shrinker = new(_ => throw new InvalidOperationException("Nothing may run."));

        Assert.Equal(Found.Text, shrinker.Shrink(Large(faults: 5), Found, cancelled.Token).Text);
    }

    private static Func<PlannedFault, bool> IsFault(int number) => fault => fault.Amount == number;

    private static Scenario Large(int faults) =>
        ScenarioPlanner.Plan(4, new ScenarioBounds { FewestHosts = 9 }) with
        {
            Groups = [new GroupPlan { Name = "one", Members = 9 }, new GroupPlan { Name = "two", Members = 5 }],
            Faults =
            [
                .. Enumerable
                    .Range(0, faults)
                    .Select(number => new PlannedFault
                    {
                        At = TimeSpan.FromSeconds(number),
                        Kind = FaultKind.Crash,
                        Amount = number,
                    }),
            ],
        };
}

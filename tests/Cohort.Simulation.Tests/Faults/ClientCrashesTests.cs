using Cohort.Simulation.Checkers;
using Cohort.Simulation.Faults;
using Cohort.Simulation.Histories;
using Cohort.Simulation.Running;
using Cohort.Simulation.Scenarios;

namespace Cohort.Simulation.Tests.Faults;

public sealed class ClientCrashesTests
{
    private const string Client = "client 0";

    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 0)]
    [InlineData(2, 0)]
    [InlineData(0, 1)]
    [InlineData(1, 3)]
    public void A_client_that_crashed_calls_and_subscribes_as_a_new_incarnation_at_its_address(int amount, int variant)
    {
        SimulationResult result = Run(
            new PlannedFault
            {
                At = TimeSpan.FromSeconds(5),
                Kind = FaultKind.ClientCrash,
                For = TimeSpan.FromMilliseconds(700),
                Amount = amount,
                Variant = variant,
            }
        );

        HistoryEvent[] ofClient = [.. result.History.Events.Where(happened => happened.Process.Address == Client)];
        ProcessId[] incarnations = [.. ofClient.OfType<ProcessStarted>().Select(started => started.Process)];
        Assert.Equal(2, incarnations.Distinct().Count());
        Assert.Equal(incarnations[0], Assert.Single(ofClient.OfType<ProcessCrashed>()).Process);
        Assert.All(
            incarnations,
            incarnation =>
            {
                Assert.Contains(ofClient.OfType<OperationReturned>(), each => each.Process == incarnation);
                Assert.Contains(ofClient.OfType<ViewDiffused>(), each => each.Process == incarnation);
            }
        );
        Assert.Equal(1, result.Faults[FaultKind.ClientCrash]);
        Assert.Empty(result.Violations);
    }

    [Fact]
    public void One_that_is_gone_when_everything_heals_starts_then()
    {
        SimulationResult result = Run(
            new PlannedFault
            {
                At = TimeSpan.FromSeconds(6),
                Kind = FaultKind.ClientCrash,
                For = TimeSpan.FromHours(1),
            }
        );

        ProcessStarted last = result
            .History.Events.OfType<ProcessStarted>()
            .Last(each => each.Process.Address == Client);
        Assert.Equal(result.Scenario.HealAt, last.At);
        Assert.Empty(result.Violations);
    }

    private static SimulationResult Run(PlannedFault fault)
    {
        Scenario scenario = new()
        {
            Seed = 1,
            Hosts = 3,
            Listed = 3,
            Initial = 3,
            Callers = 1,
            HealAt = TimeSpan.FromSeconds(7),
            Duration = TimeSpan.FromSeconds(10),
            Groups =
            [
                new GroupPlan
                {
                    Name = "ledger",
                    Members = 3,
                    Objects = 3,
                    TakesCalls = true,
                    Governed = true,
                },
                new GroupPlan
                {
                    Name = GroupPlan.RootName,
                    Members = 3,
                    HasState = false,
                    IsRoot = true,
                },
            ],
            Faults = [fault],
        };
        return ClusterSimulation.Run(scenario, PropertyCheckers.All);
    }
}

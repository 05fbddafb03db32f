using Cohort.Simulation.Randomness;
using Cohort.Simulation.Toolkit;

namespace Cohort.Simulation.Scenarios;

/// <summary>Draws what the group with tools has. Each choice has chances of its own, so that another one changes nothing of it.</summary>
internal static class ToolPlanner
{
    public static Scenario WithTools(SplittableRandom random, Scenario scenario) =>
        random.Percent(40)
            ? scenario with
            {
                Tools = WithClaims(
                    random.Split("claims"),
                    new ToolPlan
                    {
                        Members = random.Between(1, scenario.Hosts),
                        Objects = random.Between(1, SharedObjects.MostObjects),
                        Clients = random.Between(1, 3),
                        ThinkTime = TimeSpan.FromMilliseconds(random.Pick([20, 100, 400])) * scenario.Hosts,
                        CompareEvery = random.Pick([0, 1, 10, 100]),
                        Calls = Calls(random.Split("calls"), scenario),
                    }
                ),
            }
            : scenario;

    // More that take than that put, so that they wait; and in most runs so little may be under way that updates go together.
    public static Scenario WithQueue(SplittableRandom random, Scenario scenario) =>
        scenario.Tools is { } tools && random.Percent(50)
            ? scenario with
            {
                Tools = tools with
                {
                    QueueWorkers = random.Between(1, 3),
                    QueueFeeders = random.Between(1, 2),
                    UpdatesUnderWay = random.Pick([1, 2, tools.UpdatesUnderWay]),
                },
            }
            : scenario;

    public static Scenario WithImpatience(SplittableRandom random, Scenario scenario) =>
        scenario.Tools is { HasQueue: true } tools && random.Percent(60)
            ? scenario with
            {
                Tools = tools with { QueueImpatientPercent = random.Pick([10, 40, 80]) },
            }
            : scenario;

    public static Scenario WithToken(SplittableRandom random, Scenario scenario) =>
        scenario.Tools is { } tools && random.Percent(50)
            ? scenario with
            {
                Tools = tools with
                {
                    TokenClients = random.Between(1, 2),
                    HoldTime = tools.HasClaims ? tools.HoldTime : TimeSpan.FromMilliseconds(random.Pick([5, 50, 300])),
                },
            }
            : scenario;

    // At most as many as there can be: where some are missing, the others wait.
    public static Scenario WithBarriers(SplittableRandom random, Scenario scenario)
    {
        if (scenario.Tools is not { } tools || !random.Percent(50))
            return scenario;
        int clients = random.Between(1, 2);
        return scenario with
        {
            Tools = tools with
            {
                BarrierClients = clients,
                BarrierParticipants = random.Between(1, clients * tools.Members),
            },
        };
    }

    public static Scenario WithRemoteClients(SplittableRandom random, Scenario scenario) =>
        scenario.Tools is { } tools && random.Percent(50)
            ? scenario with
            {
                Tools = tools with { RemoteClients = random.Between(1, 2) },
            }
            : scenario;

    public static Scenario WithObserver(SplittableRandom random, Scenario scenario) =>
        scenario.Tools is { } tools && random.Percent(50)
            ? scenario with
            {
                Tools = tools with
                {
                    ObserverBacklog = random.Pick([1, 2, 8, 1024]),
                    ObserverPause = TimeSpan.FromMilliseconds(random.Pick([5, 100, 1000])),
                },
            }
            : scenario;

    // Few keys, so that most calls of one meet calls of others.
    public static Scenario WithCollections(SplittableRandom random, Scenario scenario) =>
        scenario.Tools is { } tools && random.Percent(50)
            ? scenario with
            {
                Tools = tools with
                {
                    CollectionClients = random.Between(1, 3),
                    CollectionKeys = random.Pick([1, 2, 2, 8]),
                },
            }
            : scenario;

    /// <summary>Whether the objects outlive all members. What queues, locks, tokens, barriers and calls have told is judged within one
    /// formation of the group, so these are left out.</summary>
    public static Scenario WithDisks(SplittableRandom random, Scenario scenario) =>
        scenario is { HasDisks: true, Tools: { } tools } && random.Percent(50)
            ? scenario with
            {
                Tools = tools with
                {
                    Durable = true,
                    Calls = null,
                    QueueWorkers = 0,
                    QueueFeeders = 0,
                    LockClients = 0,
                    Candidates = 0,
                    TokenClients = 0,
                    BarrierClients = 0,
                },
            }
            : scenario;

    // Few locks for many clients, so that they wait, and wait for each other.
    private static ToolPlan WithClaims(SplittableRandom random, ToolPlan plan) =>
        random.Percent(50)
            ? plan with
            {
                LockClients = random.Between(0, 3),
                Locks = random.Between(1, 6),
                Candidates = random.Between(0, 1),
                HoldTime = TimeSpan.FromMilliseconds(random.Pick([5, 50, 300])),
            }
            : plan;

    // Room for so few that now and then one has to wait.
    private static CallPlan? Calls(SplittableRandom random, Scenario scenario) =>
        random.Percent(70)
            ? new CallPlan
            {
                Callers = random.Between(1, 3),
                ThinkTime = TimeSpan.FromMilliseconds(random.Pick([50, 200, 500])) * scenario.Hosts,
                ReplyTime = TimeSpan.FromMilliseconds(random.Pick([1, 20, 500])),
                Unanswered = random.Pick([1, 2, 256]),
                AbandonedPercent = random.Pick([0, 0, 5]),
            }
            : null;
}

using System.Collections.Immutable;
using Cohort.Protocol;
using Cohort.Simulation.Faults;
using Cohort.Simulation.Networks;
using Cohort.Simulation.Randomness;

namespace Cohort.Simulation.Scenarios;

/// <summary>Draws a scenario from a seed.</summary>
public static class ScenarioPlanner
{
    // Faults go on for so much of a run; the rest is for healing, and ends early in no run.
    private const int FaultyPercent = 72;
    private const int LaggingPercent = 30;

    /// <summary>The scenario of a seed.</summary>
    public static Scenario Plan(ulong seed, ScenarioBounds bounds)
    {
        SplittableRandom random = new SplittableRandom(seed).Split("scenario");
        int hosts = random.Between(bounds.FewestHosts, bounds.MostHosts);
        int listed = random.Percent(50) ? hosts : Math.Min(3, hosts);
        int initial = random.Percent(60) ? hosts : random.Between(listed, hosts);
        TimeSpan suspicion = TimeSpan.FromMilliseconds(random.Pick([500, 1000, 1000, 2000]));
        Scenario scenario = new()
        {
            Seed = seed,
            Hosts = hosts,
            Listed = listed,
            Initial = initial,
            Duration = bounds.Duration,
            HealAt = bounds.Duration * FaultyPercent / 100,
            Groups = Governed(random.Split("governed"), Groups(random.Split("groups"), hosts, listed), hosts),
            SuspicionTime = suspicion,
            HeartbeatInterval = suspicion / 10,
            ChangeTimeout = suspicion / 2,
            DialTimeout = suspicion / 2,
            BatchLimit = random.Pick([0, 0, 1, 4, 32]),
            // Few, so that nodes that follow, and take the place of voters, are in most runs.
            Voters = random.Split("voters").Pick([3, 3, 3, 4, 5, 7]),
            Limits = LimitsOf(random.Split("limits")),
            Network = Network(random.Split("network")),
        };
        scenario = scenario with { Workload = Workload(random.Split("workload"), hosts, scenario) };
        scenario = WithMaxLag(random.Split("lag"), scenario, bounds);
        scenario = WithCallers(random.Split("callers"), scenario);
        scenario = WithHierarchy(random.Split("hierarchy"), scenario);
        scenario = ToolPlanner.WithTools(random.Split("tools"), scenario);
        scenario = ToolPlanner.WithQueue(random.Split("queue of tools"), scenario);
        scenario = ToolPlanner.WithImpatience(random.Split("impatience of tools"), scenario);
        scenario = ToolPlanner.WithToken(random.Split("token of tools"), scenario);
        scenario = ToolPlanner.WithBarriers(random.Split("barriers of tools"), scenario);
        scenario = ToolPlanner.WithRemoteClients(random.Split("clients of tools"), scenario);
        scenario = ToolPlanner.WithObserver(random.Split("observer of tools"), scenario);
        if (bounds.Disks)
            scenario = WithShortLogs(random.Split("lengths of logs"), WithDisks(random.Split("disks"), scenario));
        scenario = ToolPlanner.WithCollections(random.Split("collections of tools"), scenario);
        scenario = ToolPlanner.WithDisks(random.Split("disks of tools"), scenario);
        return scenario with { Faults = FaultPlanner.Plan(random.Split("faults"), scenario, bounds.Faults) };
    }

    private static ImmutableArray<GroupPlan> Groups(SplittableRandom random, int hosts, int listed)
    {
        List<GroupPlan> groups =
        [
            new()
            {
                Name = "ledger",
                Members = hosts,
                Objects = 3 * random.Between(2, 4),
                Ballast = random.Pick([0, 0, 1_000, 20_000, 300_000, 2_000_000]),
            },
        ];
        if (random.Percent(25))
            groups.Add(
                new GroupPlan
                {
                    Name = "prices",
                    Members = random.Between(listed, hosts),
                    Objects = random.Percent(50) ? 3 : 0,
                }
            );
        if (random.Percent(15))
            groups.Add(
                new GroupPlan
                {
                    Name = "news",
                    Members = random.Between(listed, hosts),
                    HasState = false,
                }
            );
        return [.. groups];
    }

    // In every run some group is governed, and so there is a root; in most runs it is the one that most happens in.
    private static ImmutableArray<GroupPlan> Governed(
        SplittableRandom random,
        ImmutableArray<GroupPlan> groups,
        int hosts
    )
    {
        GroupPlan[] planned = [.. groups.Select(group => group with { Governed = random.Percent(60) })];
        if (!planned.Any(group => group.Governed))
            planned =
            [
                .. planned,
                new GroupPlan
                {
                    Name = "pair",
                    Members = 2,
                    Governed = true,
                },
            ];
        SplittableRandom placing = random.Split("placed");
        if (placing.Percent(30))
            planned =
            [
                .. planned,
                new GroupPlan
                {
                    Name = "placed",
                    Members = 0,
                    Replicas = placing.Pick([2, 2, 3]),
                    Governed = true,
                },
            ];
        var root = new GroupPlan
        {
            Name = GroupPlan.RootName,
            Members = hosts,
            HasState = false,
            IsRoot = true,
        };
        return [.. planned, root];
    }

    // Limits that are reached now and then: what is never full is never tested.
    private static Limits LimitsOf(SplittableRandom random) =>
        random.Percent(60)
            ? new Limits()
            : new Limits
            {
                FragmentSize = random.Pick([1 << 10, 4 << 10, 32 << 10]),
                Window = random.Pick([64 << 10, 256 << 10, 4 << 20]),
                WindowItems = random.Pick([32, 256, 64 << 10]),
                HandlerReserve = random.Pick([4 << 10, 64 << 10]),
                LinkBacklog = random.Pick([32 << 10, 128 << 10]),
                JoinerBuffer = random.Pick([64 << 10, 1 << 20]),
                ChunkSize = random.Pick([1 << 10, 16 << 10]),
            };

    // A window is reached only where it is narrow, and then soon enough by a member whose handlers hang.
    private static Scenario WithMaxLag(SplittableRandom random, Scenario scenario, ScenarioBounds bounds)
    {
        if (!bounds.Faults.Contains(FaultKind.SlowMember) || !random.Percent(LaggingPercent))
            return scenario;
        return scenario with
        {
            MaxLag = scenario.SuspicionTime * random.Between(1, 2),
            Limits = scenario.Limits with { WindowItems = random.Pick([1, 2, 4, 16]) },
        };
    }

    // A group that keeps fewer sessions than there are callers forgets some all the time.
    private static Scenario WithCallers(SplittableRandom random, Scenario scenario)
    {
        int callers = random.Between(1, 4);
        int sessions = random.Percent(25) ? random.Between(1, 2) : 1024;
        long history = random.Pick([0, 2_000, 100_000]);
        return scenario with
        {
            Callers = callers,
            Limits = scenario.Limits with { FeedBuffer = random.Pick([4_000, 64_000, 1 << 20]) },
            Groups =
            [
                .. scenario.Groups.Select(group =>
                    group with
                    {
                        TakesCalls = group is { Objects: > 0, HasState: true },
                        Sessions = sessions,
                        DiffusionHistory = history,
                    }
                ),
            ],
        };
    }

    // Leaves so small that there are several; and sometimes so little is kept for them that one without a representative has a gap.
    private static Scenario WithHierarchy(SplittableRandom random, Scenario scenario) =>
        random.Percent(25)
            ? scenario with
            {
                Hierarchy = new HierarchyPlan
                {
                    Members = scenario.Hosts,
                    LeafSize = random.Pick([1, 2, 2, 3, 3]),
                    LogItems = random.Pick([8, 64, 4096]),
                    TalkInterval = TimeSpan.FromMilliseconds(50) * scenario.Hosts,
                    FifoPercent = random.Pick([0, 30, 60, 100]),
                },
            }
            : scenario;

    private static Scenario WithDisks(SplittableRandom random, Scenario scenario) =>
        scenario with
        {
            SyncTime = TimeSpan.FromMicroseconds(random.Pick([50, 500, 2_000, 10_000])),
            Groups =
            [
                .. scenario.Groups.Select(group =>
                    group with
                    {
                        Durable = group is { Governed: true, HasState: true, Replicas: null } && random.Percent(50),
                    }
                ),
            ],
        };

    // So little that states are put into the logs all the time, and files so small that they go.
    private static Scenario WithShortLogs(SplittableRandom random, Scenario scenario) =>
        scenario with
        {
            LogBytes = random.Pick([1_000, 10_000, 10_000, 100_000, 0]),
            SegmentBytes = random.Pick([8 << 10, 16 << 10, 64 << 10]),
        };

    private static NetworkConditions Network(SplittableRandom random) =>
        new()
        {
            Latency = TimeSpan.FromMicroseconds(random.Pick([50, 200, 200, 1_000, 10_000])),
            Jitter = TimeSpan.FromMicroseconds(random.Pick([20, 200, 1_000, 5_000])),
            BytesPerSecond = random.Pick([10, 100, 100, 1000]) * (1L << 20),
        };

    private static WorkloadPlan Workload(SplittableRandom random, int hosts, Scenario scenario)
    {
        // So many deliveries a second in the whole cluster, whatever its size: thousands in a run, and no more work than
        // a few processors have for it.
        int deliveriesPerSecond = random.Between(100, 220);
        TimeSpan perMessage = TimeSpan.FromSeconds(1) * hosts / deliveriesPerSecond;
        int clients = random.Between(1, 2);
        bool hasLarge = random.Percent(40);
        return new WorkloadPlan
        {
            TalkInterval = perMessage * 2 * hosts * scenario.Groups.Length,
            Clients = clients,
            ThinkTime = perMessage * 2 * hosts * clients,
            FifoPercent = random.Pick([10, 25, 34, 60]),
            CausalPercent = random.Pick([10, 25, 33]),
            StablePercent = random.Pick([20, 50, 80]),
            UsualSize = random.Pick([64, 400, 400, 4_000]),
            LargePermille = hasLarge ? random.Between(1, 10) : 0,
            HugePerTenThousand = hasLarge && random.Percent(50) ? random.Between(1, 5) : 0,
            ReactionPermille = random.Pick([0, 2, 10]),
            FlushPermille = random.Pick([0, 10, 30, 100]),
            HandlerTime = TimeSpan.FromMicroseconds(random.Pick([2, 20, 200])),
        };
    }
}

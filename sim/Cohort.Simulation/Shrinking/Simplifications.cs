using System.Collections.Immutable;
using Cohort.Protocol;
using Cohort.Simulation.Faults;
using Cohort.Simulation.Networks;
using Cohort.Simulation.Scenarios;

namespace Cohort.Simulation.Shrinking;

/// <summary>Ways to make a scenario smaller or plainer. Each returns null where there is nothing left for it to do.</summary>
internal static class Simplifications
{
    private const int FewestHosts = 3;

    private static readonly TimeSpan AfterLastFault = TimeSpan.FromSeconds(1);

    public static ImmutableArray<Func<Scenario, Scenario?>> All { get; } =
    [
        HealEarlier,
        EndEarlier,
        FewerHosts,
        FewerGroups,
        PlainNetwork,
        PlainLimits,
        PlainBatches,
        NoReactions,
        NoFlushes,
        SmallMessages,
        SmallState,
        NoClients,
        FewerCallers,
        NoHierarchy,
        NoDisks,
        NoTools,
        NoQueue,
        NoToken,
        NoBarriers,
        NoRemoteClients,
        NoObserver,
        NoCollections,
        NoCalls,
        FewerMessages,
    ];

    private static Scenario? HealEarlier(Scenario scenario)
    {
        TimeSpan last = scenario.Faults.IsEmpty ? TimeSpan.Zero : scenario.Faults.Max(fault => fault.At + fault.For);
        TimeSpan heal = last + AfterLastFault;
        return heal >= scenario.HealAt
            ? null
            : scenario with
            {
                HealAt = heal,
                Duration = scenario.Duration - (scenario.HealAt - heal),
            };
    }

    private static Scenario? EndEarlier(Scenario scenario)
    {
        TimeSpan end = scenario.HealAt + AfterLastFault;
        return end >= scenario.Duration ? null : scenario with { Duration = end };
    }

    private static Scenario? FewerHosts(Scenario scenario)
    {
        int hosts = scenario.Hosts - 1;
        if (hosts < FewestHosts)
            return null;
        return scenario with
        {
            Hosts = hosts,
            Listed = Math.Min(scenario.Listed, hosts),
            Initial = Math.Min(scenario.Initial, hosts),
            Groups = [.. scenario.Groups.Select(group => group with { Members = Math.Min(group.Members, hosts) })],
            Faults = [.. scenario.Faults.Where(fault => fault.Host < hosts && fault.Peer < hosts)],
        };
    }

    private static Scenario? FewerGroups(Scenario scenario) =>
        LastToDrop(scenario) is { } last ? scenario with { Groups = scenario.Groups.Remove(last) } : null;

    /// <summary>The first group stays, and the root as long as it governs another.</summary>
    private static GroupPlan? LastToDrop(Scenario scenario) =>
        scenario.Groups.Skip(1).LastOrDefault(group => !group.IsRoot || !NeedsRoot(scenario));

    private static bool NeedsRoot(Scenario scenario) =>
        scenario.Hierarchy is not null || scenario.Tools is not null || scenario.Groups.Any(group => group.Governed);

    private static Scenario? PlainNetwork(Scenario scenario) =>
        scenario.Network == new NetworkConditions() ? null : scenario with { Network = new NetworkConditions() };

    private static Scenario? PlainLimits(Scenario scenario) =>
        scenario.Limits == new Limits() ? null : scenario with { Limits = new Limits() };

    private static Scenario? PlainBatches(Scenario scenario) =>
        scenario.BatchLimit == 0 ? null : scenario with { BatchLimit = 0 };

    private static Scenario? NoReactions(Scenario scenario) =>
        scenario.Workload.ReactionPermille == 0
            ? null
            : With(scenario, scenario.Workload with { ReactionPermille = 0 });

    private static Scenario? NoFlushes(Scenario scenario) =>
        scenario.Workload.FlushPermille == 0 ? null : With(scenario, scenario.Workload with { FlushPermille = 0 });

    private static Scenario? SmallMessages(Scenario scenario)
    {
        WorkloadPlan small = scenario.Workload with { LargePermille = 0, HugePerTenThousand = 0, UsualSize = 64 };
        return small == scenario.Workload ? null : With(scenario, small);
    }

    private static Scenario? SmallState(Scenario scenario) =>
        scenario.Groups.All(group => group.Ballast == 0)
            ? null
            : scenario with
            {
                Groups = [.. scenario.Groups.Select(group => group with { Ballast = 0 })],
            };

    private static Scenario? FewerCallers(Scenario scenario) =>
        scenario.Callers == 0 ? null : scenario with { Callers = scenario.Callers - 1 };

    private static Scenario? NoTools(Scenario scenario) =>
        scenario.Tools is null ? null : scenario with { Tools = null };

    private static Scenario? NoQueue(Scenario scenario) =>
        scenario.Tools is { HasQueue: true } tools
            ? scenario with
            {
                Tools = tools with { QueueWorkers = 0, QueueFeeders = 0, QueueImpatientPercent = 0 },
            }
            : null;

    private static Scenario? NoToken(Scenario scenario) =>
        scenario.Tools is { TokenClients: > 0 } tools
            ? scenario with
            {
                Tools = tools with { TokenClients = 0 },
            }
            : null;

    private static Scenario? NoBarriers(Scenario scenario) =>
        scenario.Tools is { BarrierClients: > 0 } tools
            ? scenario with
            {
                Tools = tools with { BarrierClients = 0, BarrierParticipants = 0 },
            }
            : null;

    private static Scenario? NoRemoteClients(Scenario scenario) =>
        scenario.Tools is { RemoteClients: > 0 } tools
            ? scenario with
            {
                Tools = tools with { RemoteClients = 0 },
            }
            : null;

    private static Scenario? NoObserver(Scenario scenario) =>
        scenario.Tools is { HasObserver: true } tools
            ? scenario with
            {
                Tools = tools with { ObserverBacklog = 0 },
            }
            : null;

    private static Scenario? NoCollections(Scenario scenario) =>
        scenario.Tools is { CollectionClients: > 0 } tools
            ? scenario with
            {
                Tools = tools with { CollectionClients = 0, CollectionKeys = 0 },
            }
            : null;

    private static Scenario? NoCalls(Scenario scenario) =>
        scenario.Tools?.Calls is null ? null : scenario with { Tools = scenario.Tools with { Calls = null } };

    private static Scenario? NoDisks(Scenario scenario) =>
        scenario.HasDisks
            ? scenario with
            {
                Groups = [.. scenario.Groups.Select(group => group with { Durable = false })],
            }
            : null;

    private static Scenario? NoHierarchy(Scenario scenario) =>
        scenario.Hierarchy is null ? null : scenario with { Hierarchy = null };

    private static Scenario? NoClients(Scenario scenario) =>
        scenario.Workload.Clients == 0 ? null : With(scenario, scenario.Workload with { Clients = 0 });

    private static Scenario? FewerMessages(Scenario scenario)
    {
        int limit = scenario.Workload.TalkLimit == int.MaxValue ? 512 : scenario.Workload.TalkLimit / 2;
        return scenario.Workload.TalkLimit == 0 ? null : With(scenario, scenario.Workload with { TalkLimit = limit });
    }

    private static Scenario With(Scenario scenario, WorkloadPlan workload) => scenario with { Workload = workload };
}

using Cohort.Protocol;
using Cohort.Simulation.Scenarios;

namespace Cohort.Simulation.Restarts;

/// <summary>
/// A small cluster whose nodes all die at one moment of a short life with a group that keeps a log, and come back one
/// after the other.
/// </summary>
/// <param name="nodes">How many nodes there are: 2 to 5, the first three of them listed.</param>
internal sealed class RestartPlan(int nodes)
{
    /// <summary>The group's index among those of the scenario.</summary>
    public const int Group = 0;

    private const int Seeds = 3;

    /// <summary>How many nodes there are.</summary>
    public int Nodes => nodes;

    /// <summary>How many of them are listed: a cluster that is formed anew needs a quorum of these.</summary>
    public int Listed => Math.Min(Seeds, nodes);

    /// <summary>Who joins when the group is at work.</summary>
    public int Joiner => nodes - 1;

    /// <summary>Who leaves it then.</summary>
    public int Leaver => nodes == 2 ? 0 : 1;

    /// <summary>How long a group whose members have all died counts as being there, where nobody says that it is
    /// not.</summary>
    public static TimeSpan LeaseTime => Life(0, Seeds, Seeds, 0).LeaseTime;

    /// <summary>The life that ends with the death of all: all but the joiner are there for the group from the
    /// beginning.</summary>
    public Scenario FirstLife => Life(1, nodes, Listed, nodes - 1);

    /// <summary>A life after that, in which whoever starts is there for the group, who had left it too.</summary>
    public Scenario NextLife(ulong seed) => Life(seed, nodes, Listed, nodes);

    private static Scenario Life(ulong seed, int nodes, int listed, int members) =>
        new()
        {
            Seed = seed,
            Hosts = nodes,
            Listed = listed,
            Initial = nodes,
            HealAt = TimeSpan.FromHours(1),
            Duration = TimeSpan.FromHours(1),
            Groups =
            [
                new GroupPlan
                {
                    Name = "ledger",
                    Members = members,
                    Objects = Ledger.Objects,
                    Governed = true,
                    Durable = true,
                },
                new GroupPlan
                {
                    Name = GroupPlan.RootName,
                    Members = nodes,
                    HasState = false,
                    IsRoot = true,
                },
            ],
            SuspicionTime = TimeSpan.FromMilliseconds(500),
            HeartbeatInterval = TimeSpan.FromMilliseconds(100),
            ChangeTimeout = TimeSpan.FromMilliseconds(250),
            DialTimeout = TimeSpan.FromMilliseconds(250),
            // So little goes into an item that an operation of a few sectors is several.
            Limits = new Limits { FragmentSize = 1 << 10 },
            SyncTime = TimeSpan.FromMilliseconds(2),
            Workload = new WorkloadPlan { TalkInterval = TimeSpan.Zero, Clients = 0 },
        };
}

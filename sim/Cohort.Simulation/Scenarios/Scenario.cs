using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Cohort.Protocol;
using Cohort.Simulation.Faults;
using Cohort.Simulation.Networks;

namespace Cohort.Simulation.Scenarios;

/// <summary>
/// Everything that one simulated run depends on: the same scenario gives the same run, on every machine. A seed is
/// turned into one by <see cref="ScenarioPlanner"/>; a shrunk failure is one that is kept in a file.
/// </summary>
public sealed record Scenario
{
    /// <summary>The version of the form in which scenarios are kept.</summary>
    public int Version { get; init; } = 1;

    /// <summary>Where all remaining chance comes from.</summary>
    public required ulong Seed { get; init; }

    /// <summary>How many hosts there are.</summary>
    public required int Hosts { get; init; }

    /// <summary>So many of the first hosts are in the seed list of every node.</summary>
    public required int Listed { get; init; }

    /// <summary>So many of the first hosts start at the beginning.</summary>
    public required int Initial { get; init; }

    /// <summary>How many processes that are no nodes call the groups that take calls.</summary>
    public int Callers { get; init; }

    /// <summary>When all faults end.</summary>
    public required TimeSpan HealAt { get; init; }

    /// <summary>When the run ends if all is well by then.</summary>
    public required TimeSpan Duration { get; init; }

    /// <summary>The groups.</summary>
    public required ImmutableArray<GroupPlan> Groups { get; init; }

    /// <summary>A hierarchical group; null where there is none.</summary>
    public HierarchyPlan? Hierarchy { get; init; }

    /// <summary>The group with replicated objects; null where there is none.</summary>
    public ToolPlan? Tools { get; init; }

    /// <summary>See <see cref="NodeSettings.HeartbeatInterval"/>.</summary>
    public TimeSpan HeartbeatInterval { get; init; } = TimeSpan.FromMilliseconds(200);

    /// <summary>See <see cref="NodeSettings.SuspicionTime"/>.</summary>
    public TimeSpan SuspicionTime { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>See <see cref="NodeSettings.ChangeTimeout"/>.</summary>
    public TimeSpan ChangeTimeout { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>See <see cref="NodeSettings.DialTimeout"/>.</summary>
    public TimeSpan DialTimeout { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>See <see cref="GroupSettings.MaxLag"/>.</summary>
    public TimeSpan? MaxLag { get; init; }

    /// <summary>See <see cref="MostVoters"/>; 0, as in scenarios that were kept before there was a choice, means 7.</summary>
    public int Voters { get; init; }

    /// <summary>See <see cref="NodeSettings.Voters"/>.</summary>
    public int MostVoters => Voters == 0 ? 7 : Voters;

    /// <summary>See <see cref="NodeSettings.Limits"/>.</summary>
    public Limits Limits { get; init; } = new();

    /// <summary>The same; scenarios that were kept before clusters had a bound of their own do not say it.</summary>
    public Limits NodeLimits => Limits.Nodes == 0 ? Limits with { Nodes = new Limits().Nodes } : Limits;

    /// <summary>The most inputs that a process takes in one step; 0 means all that are there.</summary>
    public int BatchLimit { get; init; }

    /// <summary>The network when nothing is wrong with it.</summary>
    public NetworkConditions Network { get; init; } = new();

    /// <summary>How long the disks take for a sync, about; those of some hosts take ten times as long. Zero in scenarios without
    /// disks.</summary>
    public TimeSpan SyncTime { get; init; }

    /// <summary>See <see cref="NodeSettings.LogBytes"/>; 0, as in scenarios that were kept before logs were dropped, for the usual.</summary>
    public long LogBytes { get; init; }

    /// <summary>How long the files of a log are, in bytes; 0, as in scenarios that were kept before there was a choice, for the usual.</summary>
    public int SegmentBytes { get; init; }

    /// <summary>Whether a group keeps a log, and so the hosts have disks.</summary>
    [JsonIgnore]
    public bool HasDisks => Groups.Any(group => group.Durable);

    /// <summary>What the applications do.</summary>
    public WorkloadPlan Workload { get; init; } = new();

    /// <summary>What goes wrong, in order of time.</summary>
    public ImmutableArray<PlannedFault> Faults { get; init; } = [];

    /// <summary>See <see cref="NodeSettings.LeaseTime"/>.</summary>
    public TimeSpan LeaseTime => SuspicionTime * 4;

    /// <summary>
    /// L1: how long after the last fault the group may take to be one working view again. Ballots may last up to 8
    /// suspicion times, and so may the time-out that a joiner waits for a donor.
    /// </summary>
    public TimeSpan StabilisationBound => SuspicionTime * StabilisationFactor;

    /// <summary>The stated multiple of the suspicion time of property L1.</summary>
    public const int StabilisationFactor = 20;
}

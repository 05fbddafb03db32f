using System.Collections.Immutable;

namespace Cohort.Simulation.Histories;

/// <summary>
/// What the one who ran a history knows beyond what the processes saw: who lived, when the faults were over, how far
/// the buffers filled. The properties L1 (stabilises) and L2 (bounded) are judged by these.
/// </summary>
public sealed record RunFacts
{
    /// <summary>For each group, the processes that are alive at the end and want to be members: L1 demands one working
    /// view of exactly these.</summary>
    public required ImmutableArray<ExpectedMembership> Expected { get; init; }

    /// <summary>When the last fault was over: from here on every process runs and every link works.</summary>
    public required TimeSpan FaultsStopped { get; init; }

    /// <summary>
    /// The time after <see cref="FaultsStopped"/> within which the group must have stabilised: a stated multiple of the
    /// suspicion time. New messages may be sent later than that; all of them must be delivered by <see cref="Ended"/>.
    /// </summary>
    public required TimeSpan StabilisationBound { get; init; }

    /// <summary>How long after another view of the root all leases are over that were granted before; null where that is not
    /// known.</summary>
    public TimeSpan? LeaseTime { get; init; }

    /// <summary>When the last message was sent. Between this and <see cref="Ended"/> there is time enough to deliver.</summary>
    public required TimeSpan SendingStopped { get; init; }

    /// <summary>When the run ended.</summary>
    public required TimeSpan Ended { get; init; }

    /// <summary>
    /// The listed addresses, in the order that gives them their weights (<see cref="StringComparer.Ordinal"/>): every view
    /// of a group without a disk keeps a quorum of them, in whatever incarnation. Empty where the views are not tied to any.
    /// </summary>
    public ImmutableArray<string> Listed { get; init; } = [];

    /// <summary>What each process that is alive at the end has been told of the directory, in the order of
    /// <see cref="ProcessId.CompareTo"/>. Empty where nobody was asked.</summary>
    public ImmutableArray<ToldDirectory> Told { get; init; } = [];

    /// <summary>What the cluster was asked to keep running.</summary>
    public ImmutableArray<AskedPlacement> Asked { get; init; } = [];

    /// <summary>Who must be in the hierarchical group at the end, in the order of <see cref="ProcessId.CompareTo"/>.</summary>
    public ImmutableArray<ProcessId> Hierarchy { get; init; } = [];

    /// <summary>Who must be in the group with replicated objects at the end, in the order of <see cref="ProcessId.CompareTo"/>.</summary>
    public ImmutableArray<ProcessId> Tools { get; init; } = [];

    /// <summary>Processes that are no members, and use the replicated objects of those that are, while there are any.</summary>
    public ImmutableArray<ProcessId> ToolClients { get; init; } = [];

    /// <summary>How far each bounded thing filled, at its fullest.</summary>
    public ImmutableArray<ObservedBound> Bounds { get; init; } = [];
}

/// <summary>Who must make up a group at the end.</summary>
/// <param name="Group">The group's name.</param>
/// <param name="Processes">The processes, in the order of <see cref="ProcessId.CompareTo"/>.</param>
public sealed record ExpectedMembership(string Group, ImmutableArray<ProcessId> Processes)
{
    /// <summary>How many of them must count; null for all.</summary>
    public int? Voters { get; init; }
}

/// <summary>Something that the cluster was asked to keep running, by all its processes.</summary>
/// <param name="Name">The group's name.</param>
/// <param name="Replicas">How many members it is to have.</param>
public sealed record AskedPlacement(string Name, int Replicas);

/// <summary>The fullest that something bounded ever was at a process.</summary>
/// <param name="Process">Where.</param>
/// <param name="What">What is bounded, in words.</param>
/// <param name="Largest">The most that was observed.</param>
/// <param name="Limit">The stated bound.</param>
public sealed record ObservedBound(ProcessId Process, string What, long Largest, long Limit);

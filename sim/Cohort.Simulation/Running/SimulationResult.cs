using System.Collections.Immutable;
using Cohort.Simulation.Faults;
using Cohort.Simulation.Histories;
using Cohort.Simulation.Scenarios;

namespace Cohort.Simulation.Running;

/// <summary>What became of one run.</summary>
public sealed record SimulationResult
{
    /// <summary>What was run.</summary>
    public required Scenario Scenario { get; init; }

    /// <summary>All that happened.</summary>
    public required History History { get; init; }

    /// <summary>What the checkers found. Empty where all properties hold.</summary>
    public required ImmutableArray<Violation> Violations { get; init; }

    /// <summary>A digest of every step of every machine: the same scenario gives the same everywhere.</summary>
    public required ulong TraceHash { get; init; }

    /// <summary>How long the run lasted in its own time.</summary>
    public required TimeSpan VirtualTime { get; init; }

    /// <summary>How many messages were delivered, counted at every member.</summary>
    public required long Deliveries { get; init; }

    /// <summary>How many views followed another.</summary>
    public required int ViewChanges { get; init; }

    /// <summary>How many times a group was formed.</summary>
    public required int Formations { get; init; }

    /// <summary>How often a group had lost its quorum for good, and the operator started all processes anew.</summary>
    public required int StartsAnew { get; init; }

    /// <summary>How many of these were for a change that could not be brought to its end without the dead.</summary>
    public required int BrokenChanges { get; init; }

    /// <summary>How often who came back to a group with its log caught up by what that lacked.</summary>
    public int CaughtUp { get; init; }

    /// <summary>How often no donor's log had that, or the state was smaller.</summary>
    public int NotInLog { get; init; }

    /// <summary>The faults that took effect.</summary>
    public required FaultCounts Faults { get; init; }

    /// <summary>How many events the simulator went through.</summary>
    public required long Events { get; init; }
}

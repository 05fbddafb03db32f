using System.Collections.Immutable;
using Cohort.Simulation.Faults;
using Cohort.Simulation.Histories;

namespace Cohort.Simulation.Running;

/// <summary>What is kept of one seed when its history is gone.</summary>
public sealed record SeedOutcome
{
    /// <summary>The seed.</summary>
    public required ulong Seed { get; init; }

    /// <summary>How long the run lasted in its own time.</summary>
    public required TimeSpan VirtualTime { get; init; }

    /// <summary>See <see cref="SimulationResult.Deliveries"/>.</summary>
    public required long Deliveries { get; init; }

    /// <summary>See <see cref="SimulationResult.ViewChanges"/>.</summary>
    public required int ViewChanges { get; init; }

    /// <summary>See <see cref="SimulationResult.StartsAnew"/>.</summary>
    public required int StartsAnew { get; init; }

    /// <summary>See <see cref="SimulationResult.BrokenChanges"/>.</summary>
    public int BrokenChanges { get; init; }

    /// <summary>See <see cref="SimulationResult.CaughtUp"/>.</summary>
    public int CaughtUp { get; init; }

    /// <summary>See <see cref="SimulationResult.NotInLog"/>.</summary>
    public int NotInLog { get; init; }

    /// <summary>How many faults took effect, by kind.</summary>
    public required ImmutableSortedDictionary<FaultKind, int> Faults { get; init; }

    /// <summary>What it broke.</summary>
    public required ImmutableArray<Violation> Violations { get; init; }

    /// <summary>Sums a run up.</summary>
    public static SeedOutcome Of(SimulationResult result) =>
        new()
        {
            Seed = result.Scenario.Seed,
            VirtualTime = result.VirtualTime,
            Deliveries = result.Deliveries,
            ViewChanges = result.ViewChanges,
            StartsAnew = result.StartsAnew,
            BrokenChanges = result.BrokenChanges,
            CaughtUp = result.CaughtUp,
            NotInLog = result.NotInLog,
            Faults = result.Faults.All.ToImmutableSortedDictionary(entry => entry.Kind, entry => entry.Count),
            Violations = result.Violations,
        };
}

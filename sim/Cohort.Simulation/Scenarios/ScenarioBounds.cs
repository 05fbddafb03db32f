using System.Collections.Immutable;
using Cohort.Simulation.Faults;

namespace Cohort.Simulation.Scenarios;

/// <summary>What scenarios are drawn from.</summary>
public sealed record ScenarioBounds
{
    /// <summary>The fewest hosts.</summary>
    public int FewestHosts { get; init; } = 3;

    /// <summary>The most hosts.</summary>
    public int MostHosts { get; init; } = 9;

    /// <summary>How long a run lasts if all is well at its end.</summary>
    public TimeSpan Duration { get; init; } = TimeSpan.FromSeconds(120);

    /// <summary>Whether some groups keep logs, on disks that become slow and fail. They are not whole yet.</summary>
    public bool Disks { get; init; }

    /// <summary>The kinds of faults to choose from.</summary>
    public ImmutableArray<FaultKind> Faults { get; init; } = [.. Enum.GetValues<FaultKind>()];
}

namespace Cohort.Simulation.Faults;

/// <summary>One fault of a scenario. What the numbers mean depends on the kind: see <see cref="FaultInjector"/>.</summary>
public sealed record PlannedFault
{
    /// <summary>Stands for whichever host the coordinator of the first group runs on when the fault strikes.</summary>
    public const int Coordinator = -1;

    /// <summary>When it strikes.</summary>
    public required TimeSpan At { get; init; }

    /// <summary>What it is.</summary>
    public required FaultKind Kind { get; init; }

    /// <summary>The host that it strikes, or <see cref="Coordinator"/>.</summary>
    public int Host { get; init; }

    /// <summary>The other host concerned, where there is one.</summary>
    public int Peer { get; init; }

    /// <summary>Of a crash, a bit for each host that dies at the same moment.</summary>
    public int Companions { get; init; }

    /// <summary>Of a blackout of the whole cluster, a bit for each host that stays dark until everything heals.</summary>
    public int Away { get; init; }

    /// <summary>How long it lasts.</summary>
    public TimeSpan For { get; init; }

    /// <summary>How strong it is.</summary>
    public long Amount { get; init; }

    /// <summary>Which form it takes.</summary>
    public int Variant { get; init; }

    /// <summary>Whether it strikes even where a group may lose its quorum for good.</summary>
    public bool Reckless { get; init; }
}

namespace Cohort.Simulation.Scenarios;

/// <summary>A group of a scenario.</summary>
public sealed record GroupPlan
{
    /// <summary>The name of the root group, as the nodes know it.</summary>
    public const string RootName = "cohort.root";

    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>Hosts from the first up to, but not including, this one want to be members.</summary>
    public required int Members { get; init; }

    /// <summary>Whether it has state to transfer.</summary>
    public bool HasState { get; init; } = true;

    /// <summary>Whether the root group decides its views.</summary>
    public bool Governed { get; init; }

    /// <summary>Whether it is the root group: every node is in it by itself, and nobody sends to it.</summary>
    public bool IsRoot { get; init; }

    /// <summary>How many members the cluster is asked to place, on whichever hosts it likes; null where each host knows whether
    /// it wants to be one.</summary>
    public int? Replicas { get; init; }

    /// <summary>How many replicated objects its state has.</summary>
    public int Objects { get; init; }

    /// <summary>Whether its members execute the calls of clients.</summary>
    public bool TakesCalls { get; init; }

    /// <summary>The most sessions of clients that it keeps.</summary>
    public int Sessions { get; init; } = 1024;

    /// <summary>See <see cref="Cohort.Protocol.GroupSettings.DiffusionHistory"/>.</summary>
    public long DiffusionHistory { get; init; }

    /// <summary>Whether its members keep a log on their disks.</summary>
    public bool Durable { get; init; }

    /// <summary>How many bytes its state carries besides.</summary>
    public int Ballast { get; init; }
}

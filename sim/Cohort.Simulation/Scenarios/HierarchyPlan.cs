namespace Cohort.Simulation.Scenarios;

/// <summary>A hierarchical group of a scenario.</summary>
public sealed record HierarchyPlan
{
    /// <summary>Its name.</summary>
    public string Name { get; init; } = "crowd";

    /// <summary>Hosts from the first up to, but not including, this one are members.</summary>
    public required int Members { get; init; }

    /// <summary>The most members of a leaf.</summary>
    public required int LeafSize { get; init; }

    /// <summary>How many messages the parent keeps for leaves that are behind.</summary>
    public int LogItems { get; init; } = 4096;

    /// <summary>A member sends about so often.</summary>
    public required TimeSpan TalkInterval { get; init; }

    /// <summary>How many of a hundred messages are <see cref="Order.Fifo"/>.</summary>
    public int FifoPercent { get; init; } = 50;
}

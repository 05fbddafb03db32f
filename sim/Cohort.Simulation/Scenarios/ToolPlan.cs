namespace Cohort.Simulation.Scenarios;

/// <summary>A group whose members have replicated objects of the toolkit.</summary>
public sealed record ToolPlan
{
    /// <summary>Its name.</summary>
    public string Name { get; init; } = "shared";

    /// <summary>Hosts from the first up to, but not including, this one are members.</summary>
    public required int Members { get; init; }

    /// <summary>How many registers, counters and queues it has, in turn.</summary>
    public required int Objects { get; init; }

    /// <summary>How many clients each member has.</summary>
    public required int Clients { get; init; }

    /// <summary>A client thinks about so long between two calls.</summary>
    public required TimeSpan ThinkTime { get; init; }

    /// <summary>After how many updates replicas compare their states; 0: never.</summary>
    public int CompareEvery { get; init; }

    /// <summary>The calls to its members; null where there are none.</summary>
    public CallPlan? Calls { get; init; }
}

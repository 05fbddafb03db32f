namespace Cohort.Simulation.Scenarios;

/// <summary>The calls to the members of the group with tools.</summary>
public sealed record CallPlan
{
    /// <summary>How many callers each member has.</summary>
    public required int Callers { get; init; }

    /// <summary>A caller thinks about so long between two calls.</summary>
    public required TimeSpan ThinkTime { get; init; }

    /// <summary>A method that does not reply at once does so within this time.</summary>
    public required TimeSpan ReplyTime { get; init; }

    /// <summary>See <see cref="ToolGroupOptions.MaxUnansweredCalls"/>.</summary>
    public required int Unanswered { get; init; }

    /// <summary>Of so many of a hundred calls nobody waits for the end.</summary>
    public required int AbandonedPercent { get; init; }
}

namespace Cohort;

/// <summary>What a dashboard is to be.</summary>
public sealed record CohortDashboardOptions
{
    /// <summary>
    /// Whether somebody may have this node drained there: it leaves its groups, and the application stops. Default: no. Who may is said by
    /// <see cref="ActionPolicy"/>, or by what holds for the whole dashboard.
    /// </summary>
    public bool AllowActions { get; init; }

    /// <summary>The policy of ASP.NET Core's authorization that whoever wants an action has to fulfil. Default: none but what holds for the
    /// dashboard.</summary>
    public string? ActionPolicy { get; init; }

    /// <summary>The most pages that may be open at this node at a time; more are refused. From 1 to 1000; default 16.</summary>
    public int MaxPages { get; init; } = 16;

    internal void Check()
    {
        if (MaxPages is < 1 or > 1000)
            throw new OptionsException(nameof(MaxPages), $"{nameof(MaxPages)} is {MaxPages}. It goes from 1 to 1000.");
        if (ActionPolicy is not null && !AllowActions)
            throw new OptionsException(
                nameof(ActionPolicy),
                $"{nameof(ActionPolicy)} is set and {nameof(AllowActions)} is not, so that there is nothing that it could hold for. Set both, "
                    + "or neither."
            );
    }
}

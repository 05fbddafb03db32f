namespace Cohort;

/// <summary>
/// What an application wants of one of its groups: in code where it names the group, and in configuration under <c>Groups</c> and the name of the
/// group, for example <c>Cohort:Groups:inventory:Durability</c>, which goes before what the code says.
/// </summary>
public sealed class CohortGroupOptions
{
    private static readonly ToolGroupOptions s_defaults = new();

    /// <inheritdoc cref="GroupOptions.Durability"/>
    public Durability Durability { get; set; }

    /// <inheritdoc cref="GroupOptions.RecreateLost"/>
    public bool RecreateLost { get; set; }

    /// <inheritdoc cref="GroupOptions.Rejoin"/>
    public bool Rejoin { get; set; } = s_defaults.Group.Rejoin;

    /// <inheritdoc cref="GroupOptions.MaxMembers"/>
    public int? MaxMembers { get; set; }

    /// <inheritdoc cref="GroupOptions.MaxLag"/>
    public TimeSpan MaxLag { get; set; } = s_defaults.Group.MaxLag;

    /// <inheritdoc cref="GroupOptions.DiffusionHistory"/>
    public int DiffusionHistory { get; set; }

    /// <inheritdoc cref="ToolGroupOptions.CompareEvery"/>
    public int CompareEvery { get; set; }

    /// <inheritdoc cref="ToolGroupOptions.MaxPendingUpdates"/>
    public int MaxPendingUpdates { get; set; } = s_defaults.MaxPendingUpdates;

    /// <inheritdoc cref="ToolGroupOptions.MaxUnansweredCalls"/>
    public int MaxUnansweredCalls { get; set; } = s_defaults.MaxUnansweredCalls;

    /// <inheritdoc cref="ToolGroupOptions.MaxRunningCalls"/>
    public int MaxRunningCalls { get; set; } = s_defaults.MaxRunningCalls;

    /// <inheritdoc cref="ToolGroupOptions.MaxReplyBytes"/>
    public int MaxReplyBytes { get; set; } = s_defaults.MaxReplyBytes;

    /// <summary>Called for every view, behind the tools (<see cref="GroupOptions.OnView"/>). Not in configuration.</summary>
    public Action<ViewChange>? OnView { get; set; }

    /// <summary>Called when the status or its reason changes (<see cref="GroupOptions.OnStatus"/>). Not in configuration.</summary>
    public Action<StatusChange>? OnStatus { get; set; }

    internal ToolGroupOptions ToToolGroupOptions(TimeProvider time) =>
        new()
        {
            Group = new GroupOptions
            {
                Durability = Durability,
                RecreateLost = RecreateLost,
                Rejoin = Rejoin,
                MaxMembers = MaxMembers,
                MaxLag = MaxLag,
                DiffusionHistory = DiffusionHistory,
                OnView = OnView,
                OnStatus = OnStatus,
            },
            CompareEvery = CompareEvery,
            MaxPendingUpdates = MaxPendingUpdates,
            MaxUnansweredCalls = MaxUnansweredCalls,
            MaxRunningCalls = MaxRunningCalls,
            MaxReplyBytes = MaxReplyBytes,
            TimeProvider = time,
        };
}

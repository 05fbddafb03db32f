namespace Cohort.Runtime.Hierarchies;

/// <summary>What a membership in a hierarchical group is told once.</summary>
internal sealed record HierarchySettings
{
    /// <summary>What the application wants.</summary>
    public required HierarchyOptions Options { get; init; }

    /// <summary>The largest message, in bytes.</summary>
    public required int MostBytes { get; init; }

    /// <summary>The most members of the parent.</summary>
    public required int MostMembers { get; init; }

    /// <summary>How long to wait before something is tried again that failed.</summary>
    public required TimeSpan Patience { get; init; }

    /// <summary>See <see cref="NodeOptions.DisposeTimeout"/>.</summary>
    public required TimeSpan DisposeTimeout { get; init; }

    /// <summary>Tells a person.</summary>
    public required Action<string> Warn { get; init; }
}

namespace Cohort.AspNetCore.Dashboard.Reports;

/// <summary>Something that has happened at a node.</summary>
internal sealed record ClusterEvent
{
    /// <summary>A view was installed.</summary>
    public const string ViewKind = "view";

    /// <summary>A membership does something else than before.</summary>
    public const string StatusKind = "status";

    /// <summary>The node began to suspect a member, or has stopped to.</summary>
    public const string SuspicionKind = "suspicion";

    /// <summary>The node is about to leave its groups.</summary>
    public const string LeavingKind = "leaving";

    /// <summary>What a person should know.</summary>
    public const string WarningKind = "warning";

    /// <summary>Its number among those of the node's incarnation.</summary>
    public required long Number { get; init; }

    /// <summary>When it happened, by the clock of the node.</summary>
    public required double At { get; init; }

    /// <summary>One of the kinds.</summary>
    public required string Kind { get; init; }

    /// <summary>The group; empty where it is none's.</summary>
    public string Group { get; init; } = "";

    /// <summary>What happened, for people.</summary>
    public required string Text { get; init; }

    /// <summary>Of a view: what it is; null otherwise.</summary>
    public ViewDetail? View { get; init; }

    /// <summary>Of a suspicion: whom it is about; null otherwise.</summary>
    public string? About { get; init; }
}

/// <summary>A view.</summary>
internal sealed record ViewDetail(
    ulong Number,
    string Formation,
    IReadOnlyList<string> Members,
    IReadOnlyList<string> Joined,
    IReadOnlyList<string> Left,
    IReadOnlyList<string> Promoted
);

namespace Cohort.Protocol.Hierarchy;

/// <summary>Bounds on what a hierarchical group keeps; the same at all members.</summary>
public sealed record HierarchyLimits
{
    /// <summary>Members of a leaf that are in the parent: one passes messages on, the others are there for when it dies.</summary>
    public int Representatives { get; init; } = 2;

    /// <summary>Messages that the parent keeps for leaves that have not confirmed them.</summary>
    public int LogItems { get; init; } = 4096;

    /// <summary>Bytes of these.</summary>
    public long LogBytes { get; init; } = 16 << 20;

    /// <summary>Messages that a representative has under way into its leaf, and into the parent.</summary>
    public int Flight { get; init; } = 256;

    /// <summary>Messages of a member's own that have not come to the whole hierarchy yet, before its sends wait.</summary>
    public int Outstanding { get; init; } = 256;

    /// <summary>Bytes of these.</summary>
    public long OutstandingBytes { get; init; } = 4 << 20;
}

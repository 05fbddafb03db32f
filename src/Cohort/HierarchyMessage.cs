namespace Cohort;

/// <summary>A message of a hierarchical group as it is delivered.</summary>
public readonly struct HierarchyMessage
{
    /// <summary>The membership that it was delivered to; what to reply through.</summary>
    public required HierarchicalGroup Group { get; init; }

    /// <summary>Who sent it, as a member of its leaf.</summary>
    public required Member Sender { get; init; }

    /// <summary>What was sent. Valid until the handler has returned: what is kept longer must be copied.</summary>
    public required ReadOnlyMemory<byte> Payload { get; init; }

    /// <summary>The order that its sender asked for.</summary>
    public required Order Order { get; init; }

    /// <summary>
    /// Its position in the one order of all, from 1: the same at every member. Where all representatives of all leaves have died at
    /// once, which is told as a gap, positions begin anew. 0 for a
    /// <see cref="Cohort.Order.Fifo"/> message of this member's own leaf, which is delivered before it has a position.
    /// </summary>
    public required ulong Position { get; init; }
}

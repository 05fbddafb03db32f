namespace Cohort.Protocol.Hierarchy;

/// <summary>What a <see cref="HierarchyMachine"/> can ask for or tell.</summary>
public enum HierarchyOutputKind : byte
{
    /// <summary>Send <see cref="HierarchyOutput.Bytes"/> in the leaf, as <see cref="Order.Total"/> and <see cref="Delivery.Stable"/>.</summary>
    SendInLeaf,

    /// <summary>Send <see cref="HierarchyOutput.Bytes"/> in the parent, as <see cref="Order.Total"/> and
    /// <see cref="Delivery.Stable"/>.</summary>
    SendInParent,

    /// <summary>A message of the hierarchy is delivered.</summary>
    Deliver,

    /// <summary>What follows does not go on from what came before: <see cref="HierarchyOutput.Text"/> says why.</summary>
    Gap,

    /// <summary>One more of the member's own messages has its place in the parent's order, and is certain to come to all leaves.</summary>
    Settled,
}

/// <summary>One output of a <see cref="HierarchyMachine"/>.</summary>
public readonly record struct HierarchyOutput
{
    /// <summary>What it is.</summary>
    public required HierarchyOutputKind Kind { get; init; }

    /// <summary>A message, or what is to be sent.</summary>
    public ReadOnlyMemory<byte> Bytes { get; init; }

    /// <summary>The member that sent the message, in its leaf.</summary>
    public Member? Sender { get; init; }

    /// <summary>The message's order.</summary>
    public Order Order { get; init; }

    /// <summary>The message's position in the parent's order, from 1; 0 where it was delivered in its own leaf before it had one.</summary>
    public ulong Position { get; init; }

    /// <summary>The formation of the parent that the position counts in.</summary>
    public GroupId Parent { get; init; }

    /// <summary>What a person should know.</summary>
    public string Text { get; init; }
}

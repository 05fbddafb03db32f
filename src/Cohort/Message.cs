namespace Cohort;

/// <summary>A message as it is delivered.</summary>
public readonly struct Message
{
    /// <summary>The membership that it was delivered to; what to reply through.</summary>
    public required Group Group { get; init; }

    /// <summary>Who sent it.</summary>
    public required Member Sender { get; init; }

    /// <summary>
    /// What was sent. Valid until the handler has returned, or the next message is read: what is kept longer must be
    /// copied.
    /// </summary>
    public required ReadOnlyMemory<byte> Payload { get; init; }

    /// <summary>Its identity: view, sender's rank and number.</summary>
    public required MessageId Id { get; init; }

    /// <summary>The view that it was sent and is delivered in (property D2).</summary>
    public required View View { get; init; }

    /// <summary>The order that its sender asked for.</summary>
    public required Order Order { get; init; }

    /// <summary>The delivery that its sender asked for.</summary>
    public required Delivery Delivery { get; init; }

    /// <summary>
    /// How many <see cref="Cohort.Order.Total"/> messages the group has delivered since it was formed, counting this one.
    /// The same at every member.
    /// </summary>
    public required ulong Position { get; init; }

    /// <summary>
    /// Whether it was delivered before this member was there: it goes on from its node's log (<see cref="Durability.Log"/>), since all members
    /// of the group were gone, or hears also what was delivered while its node was away. It is to do to the state what it did then, and nothing
    /// else.
    /// </summary>
    public bool IsReplayed { get; init; }
}

using Cohort.Simulation.Histories;

namespace Cohort.Simulation.Evidence;

/// <summary>
/// A delivery. There are hundreds of thousands in a history and most checkers go through all of them, so that what they
/// look at stands here together, and need not be fetched from the event and the message.
/// </summary>
internal readonly struct Delivered
{
    public Delivered(SentMessage message, MessageDelivered happened)
    {
        Message = message;
        Event = happened;
        Ordinal = message.Ordinal;
        Id = happened.Id;
        Payload = happened.Payload;
        Position = happened.Position;
        StateHash = happened.StateHash;
        Order = happened.Order;
        IsOwn = happened.Sender.Process == happened.Process;
        IsLikeFirst = happened.Id == message.FirstDelivery!.Id && happened.Sender == message.FirstDelivery.Sender;
        IsAsSent =
            happened.Intact
            && message.Sent is { } sent
            && sent.Process == happened.Sender.Process
            && sent.Group == happened.Group
            && sent.Order == happened.Order
            && sent.Delivery == happened.Delivery;
    }

    public SentMessage Message { get; }

    public MessageDelivered Event { get; }

    public MessageId Id { get; }

    public ulong Payload { get; }

    public ulong Position { get; }

    public ulong StateHash { get; }

    /// <summary>The message's <see cref="SentMessage.Ordinal"/>.</summary>
    public int Ordinal { get; }

    public Order Order { get; }

    /// <summary>Whether the process that delivered it had sent it.</summary>
    public bool IsOwn { get; }

    /// <summary>Whether it has the identity and the sender that the first delivery in the history gave it.</summary>
    public bool IsLikeFirst { get; }

    /// <summary>Whether it came as it had been sent before.</summary>
    public bool IsAsSent { get; }
}

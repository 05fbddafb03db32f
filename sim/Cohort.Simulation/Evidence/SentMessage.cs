using Cohort.Protocol;
using Cohort.Simulation.Histories;

namespace Cohort.Simulation.Evidence;

/// <summary>One message, with all that the history tells of its way from the sender to the deliveries.</summary>
/// <param name="payload">What identifies it.</param>
/// <param name="ordinal">Counts the messages of a history from 0, so that a checker can mark them in an array.</param>
internal sealed class SentMessage(ulong payload, int ordinal)
{
    public ulong Payload { get; } = payload;

    public int Ordinal { get; } = ordinal;

    /// <summary>The call; null where the message was delivered though nobody sent it.</summary>
    public MessageSent? Sent { get; set; }

    /// <summary>Where the sender's application stood when it called.</summary>
    public SendPoint SentAt { get; set; }

    /// <summary>Whether the machine took it.</summary>
    public bool Accepted { get; set; }

    /// <summary>
    /// Which membership of its process took it into its stream; null where this is not certain (the application heard of
    /// it in another membership than it had called in).
    /// </summary>
    public int? AcceptedIn { get; set; }

    /// <summary>Why the send failed; null where it did not.</summary>
    public Failure? Refusal { get; set; }

    /// <summary>Whether a flush that completed covers it: it is stable then, whatever its delivery.</summary>
    public bool Flushed { get; set; }

    /// <summary>Whether anybody was told of it as replayed: it was on the disk of a member whose application may never have come to it.</summary>
    public bool Replayed { get; set; }

    /// <summary>The first delivery in the history; null where nobody delivered it.</summary>
    public MessageDelivered? FirstDelivery { get; set; }

    /// <summary>The identity that the first delivery gave it.</summary>
    public MessageId Id { get; set; }

    /// <summary>Where the first delivery was.</summary>
    public Stay? FirstDeliveredIn { get; set; }

    /// <summary>Whether the members that stay deliver it if anybody ever did (U1).</summary>
    public bool IsUniform => FirstDelivery?.Delivery >= Delivery.Stable || Flushed;

    /// <summary>Its identity in the stream where known, and its payload.</summary>
    public override string ToString() =>
        FirstDelivery is null ? $"message {Payload}" : $"message {Payload} ({FirstDelivery.Id})";
}

/// <summary>A point in the life of a sender.</summary>
/// <param name="Membership">The membership, counted within the process and group; it may only just be beginning.</param>
/// <param name="Stay">The stay in a view; null before the first view.</param>
/// <param name="Delivered">How many messages had been delivered in that stay.</param>
/// <param name="Call">Which of the process's sends in the group this is, from 0.</param>
internal readonly record struct SendPoint(int Membership, Stay? Stay, int Delivered, int Call);

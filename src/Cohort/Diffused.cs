namespace Cohort;

/// <summary>What a subscriber gets of a group (<see cref="CohortClient.SubscribeAsync"/>), in order.</summary>
public abstract record Diffused
{
    private Diffused() { }

    /// <summary>A view. The first tells where the sequence begins; what a view has changed is empty there, and after a gap.</summary>
    /// <param name="Change">The view, and what it changed.</param>
    public sealed record OfView(ViewChange Change) : Diffused
    {
        /// <summary>For example <c>view v7 [a b c]</c>.</summary>
        public override string ToString() => $"view {Change.View}";
    }

    /// <summary>A message of the view before it.</summary>
    /// <param name="Sender">Who sent it.</param>
    /// <param name="Id">Its identity.</param>
    /// <param name="Order">The order that its sender asked for.</param>
    /// <param name="Delivery">The delivery that its sender asked for.</param>
    /// <param name="Payload">What was sent.</param>
    public sealed record OfMessage(
        Member Sender,
        MessageId Id,
        Order Order,
        Delivery Delivery,
        ReadOnlyMemory<byte> Payload
    ) : Diffused
    {
        /// <summary>For example <c>message v7/2/118 of b, Total, 12 bytes</c>.</summary>
        public override string ToString() => $"message {Id} of {Sender}, {Order}, {Payload.Length} bytes";
    }

    /// <summary>What comes next does not go on from what came before: something between is missing.</summary>
    /// <param name="Reason">Why, for a person.</param>
    public sealed record Gap(string Reason) : Diffused
    {
        /// <summary>For example <c>gap: the member that fed this client is gone</c>.</summary>
        public override string ToString() => $"gap: {Reason}";
    }
}

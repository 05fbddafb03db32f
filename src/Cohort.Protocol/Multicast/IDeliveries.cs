namespace Cohort.Protocol.Multicast;

/// <summary>Where delivered messages go.</summary>
internal interface IDeliveries
{
    /// <summary>A message is delivered.</summary>
    void Message(Member sender, MessageId id, Order order, Delivery delivery, ReadOnlyMemory<byte> payload);
}

using Cohort.Protocol.Memory;

namespace Cohort.Protocol.Multicast;

/// <summary>Where delivered messages go.</summary>
internal interface IDeliveries
{
    /// <summary>A message is delivered. Whoever keeps the payload holds its slab.</summary>
    void Message(Member sender, MessageId id, Order order, Delivery delivery, bool isCall, SlabPart payload);
}

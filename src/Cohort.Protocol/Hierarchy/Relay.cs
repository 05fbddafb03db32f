using Cohort.Protocol.Wire;

namespace Cohort.Protocol.Hierarchy;

/// <summary>A message of a hierarchical group on its way from its leaf to all the others.</summary>
/// <param name="Leaf">The formation of the leaf that it comes from.</param>
/// <param name="Number">Its place among all that the members of that leaf have sent, from 1: the same at all of them.</param>
/// <param name="Sender">The member of the leaf that sent it.</param>
/// <param name="Order">The order that was asked for: <see cref="Cohort.Order.Fifo"/> or <see cref="Cohort.Order.Total"/>.</param>
/// <param name="Payload">The message.</param>
internal sealed record Relay(GroupId Leaf, ulong Number, Member Sender, Order Order, ReadOnlyMemory<byte> Payload)
{
    /// <summary>The most bytes that it has besides the payload.</summary>
    public const int MostOverhead = 4 << 10;

    public void Write(FrameWriter writer)
    {
        writer.Id(Leaf);
        writer.Number(Number);
        writer.Id(Sender.Id);
        writer.Text(Sender.Name);
        writer.Byte((byte)Order);
        writer.Bytes(Payload.Span);
    }

    /// <summary>Reads one, and copies its payload. Where it makes no sense the reader has failed.</summary>
    public static Relay Read(ref FrameReader reader)
    {
        (GroupId leaf, ulong number) = (reader.GroupId(), reader.Number());
        var sender = new Member(reader.MemberId(), reader.Text(), HoldsState: true);
        Order order = ReadOrder(ref reader);
        return new Relay(leaf, number, sender, order, reader.Bytes().ToArray());
    }

    public static Order ReadOrder(ref FrameReader reader)
    {
        var order = (Order)reader.Byte();
        if (order is not (Order.Fifo or Order.Total))
            reader.Fail();
        return order;
    }
}

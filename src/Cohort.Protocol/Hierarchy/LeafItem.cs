using Cohort.Protocol.Wire;

namespace Cohort.Protocol.Hierarchy;

/// <summary>What the members of a leaf say to each other. All of it goes as <see cref="Order.Total"/> and
/// <see cref="Delivery.Stable"/>: what a representative has acted on, the leaf has for good.</summary>
internal abstract record LeafItem
{
    private enum Kind : byte
    {
        Sent,
        Down,
        Begin,
    }

    /// <summary>A member multicasts to the whole hierarchy.</summary>
    public sealed record Sent(Order Order, ReadOnlyMemory<byte> Payload) : LeafItem
    {
        protected override void Write(FrameWriter writer)
        {
            writer.Byte((byte)Kind.Sent);
            writer.Byte((byte)Order);
            writer.Raw(Payload.Span);
        }
    }

    /// <summary>A representative passes on what the parent has at a position.</summary>
    public sealed record Down(GroupId Parent, ulong Position, Relay Relay) : LeafItem
    {
        protected override void Write(FrameWriter writer)
        {
            writer.Byte((byte)Kind.Down);
            writer.Id(Parent);
            writer.Number(Position);
            Relay.Write(writer);
        }
    }

    /// <summary>A representative says that the leaf gets what comes after a position of a formation of the parent, and that what it
    /// has sent itself up to <paramref name="Taken"/> stands before that, or nowhere.</summary>
    public sealed record Begin(GroupId Parent, ulong Position, ulong Taken) : LeafItem
    {
        protected override void Write(FrameWriter writer)
        {
            writer.Byte((byte)Kind.Begin);
            writer.Id(Parent);
            writer.Number(Position);
            writer.Number(Taken);
        }
    }

    protected abstract void Write(FrameWriter writer);

    public byte[] Encode()
    {
        var writer = new FrameWriter();
        Write(writer);
        return writer.Written.ToArray();
    }

    /// <summary>Reads one; null where the bytes are none.</summary>
    public static LeafItem? Read(ReadOnlySpan<byte> bytes, Limits limits)
    {
        var reader = new FrameReader(bytes, limits);
        LeafItem? item = null;
        switch ((Kind)reader.Byte())
        {
            case Kind.Sent:
                item = new Sent(Relay.ReadOrder(ref reader), reader.Rest().ToArray());
                break;
            case Kind.Down:
                item = new Down(reader.GroupId(), reader.Number(), Relay.Read(ref reader));
                break;
            case Kind.Begin:
                item = new Begin(reader.GroupId(), reader.Number(), reader.Number());
                break;
        }
        return reader.Complete ? item : null;
    }
}

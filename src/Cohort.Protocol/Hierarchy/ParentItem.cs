using Cohort.Protocol.Wire;

namespace Cohort.Protocol.Hierarchy;

/// <summary>What the representatives say to each other in the parent, as <see cref="Order.Total"/> and
/// <see cref="Delivery.Stable"/>.</summary>
internal abstract record ParentItem
{
    private enum Kind : byte
    {
        Enrol,
        Up,
        Passed,
    }

    /// <summary>Its sender represents a leaf from now on. What the leaf has sent up to <paramref name="Taken"/> needs no position
    /// here: it has had one, perhaps in an earlier formation.</summary>
    public sealed record Enrol(GroupId Leaf, ulong Taken) : ParentItem
    {
        protected override void Write(FrameWriter writer)
        {
            writer.Byte((byte)Kind.Enrol);
            writer.Id(Leaf);
            writer.Number(Taken);
        }
    }

    /// <summary>A message of a leaf, for all of them.</summary>
    public sealed record Up(Relay Relay) : ParentItem
    {
        protected override void Write(FrameWriter writer)
        {
            writer.Byte((byte)Kind.Up);
            Relay.Write(writer);
        }
    }

    /// <summary>A leaf has everything up to a position.</summary>
    public sealed record Passed(GroupId Leaf, ulong Position) : ParentItem
    {
        protected override void Write(FrameWriter writer)
        {
            writer.Byte((byte)Kind.Passed);
            writer.Id(Leaf);
            writer.Number(Position);
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
    public static ParentItem? Read(ReadOnlySpan<byte> bytes, Limits limits)
    {
        var reader = new FrameReader(bytes, limits);
        ParentItem? item = null;
        switch ((Kind)reader.Byte())
        {
            case Kind.Enrol:
                item = new Enrol(reader.GroupId(), reader.Number());
                break;
            case Kind.Up:
                item = new Up(Relay.Read(ref reader));
                break;
            case Kind.Passed:
                item = new Passed(reader.GroupId(), reader.Number());
                break;
        }
        return reader.Complete ? item : null;
    }
}

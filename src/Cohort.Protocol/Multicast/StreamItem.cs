using Cohort.Protocol.Memory;
using Cohort.Protocol.Wire;

namespace Cohort.Protocol.Multicast;

/// <summary>
/// An item of a stream: a fragment of an application message, or the orderer's announcement of what comes next in the total
/// order. It is kept as it was encoded, because whoever holds it may have to pass it on.
/// </summary>
internal readonly struct StreamItem
{
    private const byte OrderBits = 0x03;
    private const byte StableBit = 0x04;
    private const byte FirstBit = 0x08;
    private const byte LastBit = 0x10;
    private const byte AnnouncementBit = 0x20;
    private const byte CallBit = 0x40;
    private const byte DurableBit = 0x80;

    // Below this, many checksums are better taken at once.
    private const int SmallestChecked = 2 << 10;

    private readonly byte _flags;
    private readonly byte _prefix;

    /// <summary>An item as its header tells it, whose bytes may yet have to be kept.</summary>
    private StreamItem(byte flags, int messageSize, int header, SlabPart bytes, int prefix = 0, uint? checksum = null)
    {
        (_flags, MessageSize, Header, Bytes, _prefix, Checksum) = (
            flags,
            messageSize,
            header,
            bytes,
            (byte)prefix,
            checksum
        );
    }

    /// <summary>Where it lies, as it was encoded.</summary>
    public SlabPart Bytes { get; }

    /// <summary>Of an item of the own stream, where it lies as frames carry it: with its length.</summary>
    public SlabPart Written
    {
        get
        {
            Invariant.Check(_prefix > 0);
            return new SlabPart(Bytes.Slab, Bytes.Start - _prefix, Bytes.Length + _prefix);
        }
    }

    /// <summary>The checksum of <see cref="Written"/>, where it is known.</summary>
    public uint? Checksum { get; }

    /// <summary>The message's size, at its first fragment.</summary>
    public int MessageSize { get; }

    /// <summary>How many of the encoded bytes come before the payload.</summary>
    public int Header { get; }

    /// <summary>Whether it is an announcement, and no fragment.</summary>
    public bool IsAnnouncement => (_flags & AnnouncementBit) != 0;

    /// <summary>Whether the message is a client's call, and none of the application's own.</summary>
    public bool IsCall => (_flags & CallBit) != 0;

    public Order Order => (Order)(_flags & OrderBits);

    public Delivery Delivery =>
        (_flags & StableBit) != 0 ? Delivery.Stable
        : (_flags & DurableBit) != 0 ? Delivery.Durable
        : Delivery.Received;

    /// <summary>Whether the message begins here.</summary>
    public bool First => (_flags & FirstBit) != 0;

    /// <summary>Whether the message ends here: its number is the message's.</summary>
    public bool Last => (_flags & LastBit) != 0;

    /// <summary>Whether it carries a dependency vector: for each rank, how much of its stream the sender had delivered when it
    /// sent this. First fragments of <see cref="Order.Causal"/> and <see cref="Order.Total"/> messages do.</summary>
    public bool HasAfter => First && !IsAnnouncement && Order >= Order.Causal;

    /// <summary>Where the payload lies.</summary>
    public SlabPart Payload => new(Bytes.Slab, Bytes.Start + Header, Bytes.Length - Header);

    public ReadOnlySpan<byte> Encoded => Bytes.Span;

    /// <summary>How many of the item's own bytes of payload there are.</summary>
    public int PayloadLength => Bytes.Length - Header;

    /// <summary>Encodes a fragment that is not the first.</summary>
    public static StreamItem Fragment(
        Order order,
        Delivery delivery,
        bool isCall,
        bool last,
        ReadOnlySpan<byte> payload,
        FrameWriter scratch,
        Strip strip
    )
    {
        scratch.Clear();
        byte flags = Flags(order, delivery, isCall, first: false, last);
        scratch.Byte(flags);
        return Keep(flags, 0, payload, scratch, strip);
    }

    /// <summary>Encodes the first fragment of a message. <paramref name="before"/> is the dependency vector that the sender's
    /// stream carried last; only what changed since is written.</summary>
    public static StreamItem FirstFragment(
        Order order,
        Delivery delivery,
        bool isCall,
        bool last,
        int messageSize,
        ReadOnlySpan<ulong> after,
        ReadOnlySpan<ulong> before,
        ReadOnlySpan<byte> payload,
        FrameWriter scratch,
        Strip strip
    )
    {
        scratch.Clear();
        byte flags = Flags(order, delivery, isCall, first: true, last);
        scratch.Byte(flags);
        scratch.Number(messageSize);
        if (order >= Order.Causal)
            WriteChanges(after, before, scratch);
        return Keep(flags, messageSize, payload, scratch, strip);
    }

    /// <summary>Encodes an announcement.</summary>
    public static StreamItem Announcement(ReadOnlySpan<Placement> placements, FrameWriter scratch, Strip strip)
    {
        scratch.Clear();
        const byte flags = AnnouncementBit | FirstBit | LastBit;
        scratch.Byte(flags);
        scratch.Number(placements.Length);
        foreach (Placement placement in placements)
        {
            scratch.Number(placement.Rank);
            scratch.Number(placement.Count);
        }
        return Keep(flags, 0, default, scratch, strip);
    }

    /// <summary>
    /// Decodes an item of a stream, all but where it is kept (<see cref="KeptAs"/>); false where the bytes are none.
    /// </summary>
    /// <param name="encoded">The bytes.</param>
    /// <param name="limits">What is too large.</param>
    /// <param name="after">The dependency vector that the stream carried last; becomes this item's, where it has one.</param>
    /// <param name="placements">Where an announcement's placements are added.</param>
    /// <param name="item">The item.</param>
    public static bool TryDecode(
        ReadOnlySpan<byte> encoded,
        Limits limits,
        Span<ulong> after,
        List<Placement> placements,
        out StreamItem item
    )
    {
        item = default;
        var reader = new FrameReader(encoded, limits);
        byte flags = reader.Byte();
        if (reader.Failed || (flags & (StableBit | DurableBit)) == (StableBit | DurableBit))
            return false;
        if ((flags & AnnouncementBit) != 0)
        {
            for (int left = reader.Count(int.MaxValue); left > 0; left--)
                placements.Add(new Placement(reader.Below(after.Length), reader.Number()));
            item = new StreamItem(AnnouncementBit | FirstBit | LastBit, 0, encoded.Length, default);
            return reader.Complete;
        }
        bool first = (flags & FirstBit) != 0;
        int size = 0;
        if ((flags & OrderBits) > (byte)Order.Total)
            return false;
        if (first)
        {
            size = reader.Below(limits.MessageSize + 1);
            if ((flags & OrderBits) >= (byte)Order.Causal)
                ReadChanges(after, ref reader);
        }
        int payload = reader.Rest().Length;
        item = new StreamItem(flags, size, encoded.Length - payload, default);
        return !reader.Failed && !(first && payload > size);
    }

    /// <summary>The same item, with its bytes kept.</summary>
    public StreamItem KeptAs(SlabPart bytes) => new(_flags, MessageSize, Header, bytes);

    private static byte Flags(Order order, Delivery delivery, bool isCall, bool first, bool last)
    {
        byte flags = (byte)order;
        if (isCall)
            flags |= CallBit;
        if (delivery == Delivery.Stable)
            flags |= StableBit;
        if (delivery == Delivery.Durable)
            flags |= DurableBit;
        if (first)
            flags |= FirstBit;
        if (last)
            flags |= LastBit;
        return flags;
    }

    private static StreamItem Keep(
        byte flags,
        int messageSize,
        ReadOnlySpan<byte> payload,
        FrameWriter header,
        Strip strip
    )
    {
        int length = header.Length + payload.Length;
        int prefix = FrameWriter.SizeOf(length);
        SlabPart written = strip.Take(prefix + length);
        FrameWriter.Put(written.Writable, (ulong)length);
        header.Written.Span.CopyTo(written.Writable[prefix..]);
        payload.CopyTo(written.Writable[(prefix + header.Length)..]);
        // Once for all links, while the bytes are at hand.
        uint? checksum = written.Length < SmallestChecked ? null : Crc32C.Of(written.Span);
        var bytes = new SlabPart(written.Slab, written.Start + prefix, length);
        return new StreamItem(flags, messageSize, header.Length, bytes, prefix, checksum);
    }

    private static void WriteChanges(ReadOnlySpan<ulong> after, ReadOnlySpan<ulong> before, FrameWriter writer)
    {
        int changes = 0;
        for (int rank = 0; rank < after.Length; rank++)
            if (after[rank] != before[rank])
                changes++;
        writer.Number(changes);
        for (int rank = 0; rank < after.Length; rank++)
        {
            if (after[rank] == before[rank])
                continue;
            writer.Number(rank);
            writer.Number(after[rank] - before[rank]);
        }
    }

    private static void ReadChanges(Span<ulong> after, ref FrameReader reader)
    {
        for (int changes = reader.Count(after.Length); changes > 0; changes--)
            after[reader.Below(after.Length)] += reader.Number();
    }
}

using Cohort.Protocol.Wire;

namespace Cohort.Protocol.Multicast;

/// <summary>How many of a sender's next <see cref="Order.Total"/> messages stand here in the order.</summary>
internal readonly record struct Placement(int Rank, ulong Count);

/// <summary>
/// An item of a stream: a fragment of an application message, or the orderer's announcement of what comes next in the total
/// order. It is kept as it was encoded, because whoever holds it may have to pass it on.
/// </summary>
internal sealed class StreamItem
{
    public required ReadOnlyMemory<byte> Encoded { get; init; }

    /// <summary>The announcement, or null for a fragment.</summary>
    public Placement[]? Placements { get; init; }

    public Order Order { get; init; }

    public Delivery Delivery { get; init; }

    /// <summary>Whether the message begins here.</summary>
    public bool First { get; init; }

    /// <summary>Whether the message ends here: its number is the message's.</summary>
    public bool Last { get; init; }

    /// <summary>The message's size, at its first fragment.</summary>
    public int MessageSize { get; init; }

    /// <summary>For each rank, how much of its stream the sender had delivered when it sent this (first fragments of
    /// <see cref="Order.Causal"/> and <see cref="Order.Total"/> messages). Shared between items: never written to.</summary>
    public ulong[]? After { get; init; }

    public ReadOnlyMemory<byte> Payload { get; init; }

    public bool IsAnnouncement => Placements is not null;

    private const byte OrderBits = 0x03;
    private const byte StableBit = 0x04;
    private const byte FirstBit = 0x08;
    private const byte LastBit = 0x10;
    private const byte AnnouncementBit = 0x20;

    /// <summary>Encodes a fragment. <paramref name="before"/> is the dependency vector that the sender's stream carried
    /// last; only what changed since is written.</summary>
    public static StreamItem Fragment(
        Order order,
        Delivery delivery,
        bool first,
        bool last,
        int messageSize,
        ulong[]? after,
        ulong[] before,
        ReadOnlySpan<byte> payload,
        FrameWriter scratch
    )
    {
        scratch.Clear();
        byte flags = (byte)order;
        if (delivery == Delivery.Stable)
            flags |= StableBit;
        if (first)
            flags |= FirstBit;
        if (last)
            flags |= LastBit;
        scratch.Byte(flags);
        if (first)
        {
            scratch.Number(messageSize);
            if (after is not null)
                WriteChanges(after, before, scratch);
        }
        int header = scratch.Length;
        scratch.Raw(payload);
        byte[] encoded = scratch.Written.ToArray();
        return new StreamItem
        {
            Encoded = encoded,
            Order = order,
            Delivery = delivery,
            First = first,
            Last = last,
            MessageSize = messageSize,
            After = after,
            Payload = encoded.AsMemory(header),
        };
    }

    /// <summary>Encodes an announcement.</summary>
    public static StreamItem Announcement(Placement[] placements, FrameWriter scratch)
    {
        scratch.Clear();
        scratch.Byte(AnnouncementBit | FirstBit | LastBit);
        scratch.Number(placements.Length);
        foreach (Placement placement in placements)
        {
            scratch.Number(placement.Rank);
            scratch.Number(placement.Count);
        }
        return new StreamItem
        {
            Encoded = scratch.Written.ToArray(),
            Placements = placements,
            First = true,
            Last = true,
        };
    }

    /// <summary>Decodes an item of a stream whose last dependency vector was <paramref name="before"/>; null where the bytes
    /// are none. The bytes are kept: they must be the caller's to give away.</summary>
    public static StreamItem? Decode(ReadOnlyMemory<byte> encoded, ulong[] before, Limits limits)
    {
        var reader = new FrameReader(encoded, limits);
        byte flags = reader.Byte();
        if (reader.Failed || (flags & ~(OrderBits | StableBit | FirstBit | LastBit | AnnouncementBit)) != 0)
            return null;
        if ((flags & AnnouncementBit) != 0)
        {
            var placements = new Placement[reader.Count(int.MaxValue)];
            for (int i = 0; i < placements.Length; i++)
                placements[i] = new Placement(reader.Below(before.Length), reader.Number());
            return reader.Complete
                ? new StreamItem
                {
                    Encoded = encoded,
                    Placements = placements,
                    First = true,
                    Last = true,
                }
                : null;
        }
        var order = (Order)(flags & OrderBits);
        bool first = (flags & FirstBit) != 0;
        int size = 0;
        ulong[]? after = null;
        if (order > Order.Total)
            return null;
        if (first)
        {
            size = reader.Below(limits.MessageSize + 1);
            if (order >= Order.Causal)
                after = ReadChanges(before, ref reader);
        }
        ReadOnlyMemory<byte> payload = reader.Rest();
        if (reader.Failed || (first && payload.Length > size))
            return null;
        return new StreamItem
        {
            Encoded = encoded,
            Order = order,
            Delivery = (flags & StableBit) != 0 ? Delivery.Stable : Delivery.Received,
            First = first,
            Last = (flags & LastBit) != 0,
            MessageSize = size,
            After = after,
            Payload = payload,
        };
    }

    private static void WriteChanges(ulong[] after, ulong[] before, FrameWriter writer)
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

    private static ulong[] ReadChanges(ulong[] before, ref FrameReader reader)
    {
        int changes = reader.Count(before.Length);
        if (changes == 0)
            return before;
        ulong[] after = [.. before];
        for (int i = 0; i < changes; i++)
            after[reader.Below(before.Length)] += reader.Number();
        return after;
    }
}

using System.Buffers.Binary;

namespace Cohort.Toolkit.ReplicatedObjects;

/// <summary>What a message of the replicated objects is.</summary>
internal enum ObjectMessageKind : byte
{
    /// <summary>An update of an object.</summary>
    Update = 1,

    /// <summary>Nothing but a place in the order, for reads.</summary>
    Barrier = 2,

    /// <summary>A digest of a replica's state, for comparison.</summary>
    Digest = 3,
}

/// <summary>Updates as they travel, one or several that follow each other: who wants them, and behind that, of each its length, and
/// which object is to do what.</summary>
/// <param name="Session">The session that they belong to.</param>
/// <param name="Number">The number of the first in the session, from 1.</param>
/// <param name="Answered">All updates of the session up to this one have been answered to the caller.</param>
/// <param name="Ticks">The caller's time, in ticks of UTC.</param>
internal readonly record struct UpdateMessage(ulong Session, ulong Number, ulong Answered, long Ticks)
{
    private const int SessionAt = 1;
    private const int NumberAt = SessionAt + sizeof(ulong);
    private const int BehindAt = NumberAt + sizeof(ulong);
    private const int TicksAt = BehindAt + sizeof(uint);

    /// <summary>The bytes in front of the first update.</summary>
    public const int HeaderSize = TicksAt + sizeof(long);

    /// <summary>The bytes in front of each update's own: how many those are.</summary>
    public const int LengthSize = sizeof(int);

    /// <summary>Writes it, the kind of message first.</summary>
    public void Write(Span<byte> header)
    {
        header[0] = (byte)ObjectMessageKind.Update;
        BinaryPrimitives.WriteUInt64LittleEndian(header[SessionAt..], Session);
        BinaryPrimitives.WriteUInt64LittleEndian(header[NumberAt..], Number);
        BinaryPrimitives.WriteUInt32LittleEndian(header[BehindAt..], (uint)(Number - Answered));
        BinaryPrimitives.WriteInt64LittleEndian(header[TicksAt..], Ticks);
    }

    /// <summary>Reads it; false where the bytes are none.</summary>
    public static bool TryRead(ReadOnlySpan<byte> message, out UpdateMessage update)
    {
        update = default;
        if (message.Length < HeaderSize)
            return false;
        ulong number = BinaryPrimitives.ReadUInt64LittleEndian(message[NumberAt..]);
        uint behind = BinaryPrimitives.ReadUInt32LittleEndian(message[BehindAt..]);
        long ticks = BinaryPrimitives.ReadInt64LittleEndian(message[TicksAt..]);
        if (number == 0 || behind == 0 || behind > number || ticks < 0 || ticks > DateTime.MaxValue.Ticks)
            return false;
        ulong session = BinaryPrimitives.ReadUInt64LittleEndian(message[SessionAt..]);
        update = new UpdateMessage(session, number, number - behind, ticks);
        return true;
    }

    /// <summary>Writes one update behind the header, or behind another one.</summary>
    /// <returns>How many bytes it takes.</returns>
    public static int WriteBody(Span<byte> room, ReadOnlySpan<byte> body)
    {
        BinaryPrimitives.WriteInt32LittleEndian(room, body.Length);
        body.CopyTo(room[LengthSize..]);
        return LengthSize + body.Length;
    }

    /// <summary>Takes the next update off; false where the bytes are none.</summary>
    public static bool TryTakeBody(ref ReadOnlySpan<byte> bodies, out ReadOnlySpan<byte> body)
    {
        body = default;
        if (bodies.Length < LengthSize)
            return false;
        int length = BinaryPrimitives.ReadInt32LittleEndian(bodies);
        if (length < 0 || length > bodies.Length - LengthSize)
            return false;
        body = bodies.Slice(LengthSize, length);
        bodies = bodies[(LengthSize + length)..];
        return true;
    }
}

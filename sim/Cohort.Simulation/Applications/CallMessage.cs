using System.Buffers.Binary;
using Cohort.Simulation.Randomness;

namespace Cohort.Simulation.Applications;

/// <summary>A client's call as the member that was called sends it into the group: like every message it says who it is, and bears
/// a digest of its bytes.</summary>
/// <param name="Number">Identifies the message in the whole run: a call that is sent twice is two messages.</param>
/// <param name="Item">The call.</param>
internal readonly record struct CallMessage(ulong Number, ReadOnlyMemory<byte> Item)
{
    private const int HeaderSize = 16;

    public byte[] Encode()
    {
        byte[] bytes = new byte[HeaderSize + Item.Length];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, Number);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(8), DigestOf(Number, Item.Span));
        Item.Span.CopyTo(bytes.AsSpan(HeaderSize));
        return bytes;
    }

    /// <summary>Reads one. False where the bytes are not those that some member encoded.</summary>
    public static bool TryDecode(ReadOnlyMemory<byte> bytes, out CallMessage message)
    {
        message = default;
        if (bytes.Length < HeaderSize)
            return false;
        ulong number = BinaryPrimitives.ReadUInt64LittleEndian(bytes.Span);
        message = new CallMessage(number, bytes[HeaderSize..]);
        return BinaryPrimitives.ReadUInt64LittleEndian(bytes.Span[8..]) == DigestOf(number, message.Item.Span);
    }

    private static ulong DigestOf(ulong number, ReadOnlySpan<byte> item) =>
        Digest.Fold(Digest.Fold(Digest.Start, number), item);
}

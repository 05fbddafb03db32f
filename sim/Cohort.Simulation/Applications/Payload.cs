using System.Buffers.Binary;
using Cohort.Simulation.Randomness;

namespace Cohort.Simulation.Applications;

/// <summary>
/// What every message carries: who it is, what it asks, filler up to its size, and a digest over all of it, so that
/// each receiver can tell whether it got the bytes that were sent.
/// </summary>
/// <param name="Number">Identifies the message in the whole run.</param>
/// <param name="Operation">What it asks of the replicated objects.</param>
internal readonly record struct Payload(ulong Number, Operation Operation)
{
    /// <summary>The smallest payload: one without filler.</summary>
    public const int MinimumSize = 32;

    private const int DigestOffset = 8;
    private const int CallOffset = 16;
    private const int ObjectOffset = 17;
    private const int SizeOffset = 20;
    private const int ArgumentOffset = 24;

    /// <summary>Writes the payload out at its full size.</summary>
    public byte[] Encode(int size)
    {
        byte[] bytes = new byte[Math.Max(size, MinimumSize)];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, Number);
        bytes[CallOffset] = (byte)Operation.Call;
        bytes[ObjectOffset] = (byte)Operation.Object;
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(SizeOffset), bytes.Length);
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(ArgumentOffset), Operation.Argument);
        Fill(bytes.AsSpan(MinimumSize), Number);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(DigestOffset), DigestOf(Number, bytes));
        return bytes;
    }

    /// <summary>Reads a payload. False where the bytes are not those that some sender encoded.</summary>
    public static bool TryDecode(ReadOnlySpan<byte> bytes, out Payload payload)
    {
        payload = default;
        if (bytes.Length < MinimumSize)
            return false;
        ulong number = BinaryPrimitives.ReadUInt64LittleEndian(bytes);
        payload = new Payload(
            number,
            new Operation(
                (ObjectCall)bytes[CallOffset],
                bytes[ObjectOffset],
                BinaryPrimitives.ReadInt64LittleEndian(bytes[ArgumentOffset..])
            )
        );
        return BinaryPrimitives.ReadInt32LittleEndian(bytes[SizeOffset..]) == bytes.Length
            && BinaryPrimitives.ReadUInt64LittleEndian(bytes[DigestOffset..]) == DigestOf(number, bytes);
    }

    private static ulong DigestOf(ulong number, ReadOnlySpan<byte> bytes) =>
        Digest.Fold(Digest.Fold(Digest.Start, number), bytes[CallOffset..]);

    private static void Fill(Span<byte> filler, ulong number)
    {
        SplittableRandom random = new(number);
        while (filler.Length >= 8)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(filler, random.Next());
            filler = filler[8..];
        }

        filler.Fill((byte)number);
    }
}

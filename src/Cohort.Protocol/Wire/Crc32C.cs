using System.Buffers.Binary;
using System.Numerics;

namespace Cohort.Protocol.Wire;

/// <summary>
/// CRC-32C (Castagnoli), the checksum of every frame (RFC 3720, section 12.1). A processor has three steps of it under way at
/// a time, so where they cannot be folded, long pieces are computed in three lanes that are joined afterwards.
/// </summary>
internal static class Crc32C
{
    private const uint One = 1u << 31;
    private const uint Polynomial = 0x82F63B78; // bits reflected

    private static readonly Lane s_long = new(2048);
    private static readonly Lane s_short = new(256);

    /// <summary>The checksum of the bytes.</summary>
    public static uint Of(ReadOnlySpan<byte> bytes) => Append(0, bytes);

    /// <summary>The checksum of what <paramref name="crc"/> is the checksum of, followed by the bytes.</summary>
    public static uint Append(uint crc, ReadOnlySpan<byte> bytes)
    {
        crc = ~crc;
        if (Crc32CFolding.IsSupported && bytes.Length >= Crc32CFolding.Shortest)
            bytes = bytes[Crc32CFolding.Append(ref crc, bytes)..];
        return AppendInLanes(~crc, bytes);
    }

    /// <summary>The same on any processor.</summary>
    public static uint AppendInLanes(uint crc, ReadOnlySpan<byte> bytes)
    {
        crc = ~crc;
        for (; bytes.Length >= 3 * s_long.Size; bytes = bytes[(3 * s_long.Size)..])
            crc = s_long.AppendThree(crc, bytes);
        for (; bytes.Length >= 3 * s_short.Size; bytes = bytes[(3 * s_short.Size)..])
            crc = s_short.AppendThree(crc, bytes);
        for (; bytes.Length >= sizeof(ulong); bytes = bytes[sizeof(ulong)..])
            crc = BitOperations.Crc32C(crc, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
        foreach (byte value in bytes)
            crc = BitOperations.Crc32C(crc, value);
        return ~crc;
    }

    /// <summary>The checksum of two pieces, one after the other, from the checksums of each.</summary>
    /// <param name="first">That of the first.</param>
    /// <param name="second">That of the second.</param>
    /// <param name="shift">The <see cref="Shift"/> by the length of the second.</param>
    public static uint Join(uint first, uint second, uint shift) => Multiply(first, shift) ^ second;

    /// <summary>What a checksum is multiplied with when so many bytes follow what it is the checksum of: x to the power of
    /// their bits.</summary>
    public static uint Shift(int bytes)
    {
        uint shift = One;
        for (uint power = One >> 8; bytes > 0; bytes >>= 1, power = Multiply(power, power))
            if ((bytes & 1) != 0)
                shift = Multiply(shift, power);
        return shift;
    }

    // Polynomials modulo that of the checksum; the highest bit is x^0.
    private static uint Multiply(uint left, uint right)
    {
        uint product = 0;
        for (; left != 0; left <<= 1)
        {
            product ^= (left & One) != 0 ? right : 0;
            right = right >> 1 ^ ((right & 1) != 0 ? Polynomial : 0);
        }
        return product;
    }

    /// <summary>A number of bytes, and what so many zeros do to a checksum.</summary>
    private sealed class Lane
    {
        // For each byte of a checksum and each of its values, what becomes of it.
        private readonly uint[] _zeros = new uint[4 * 256];

        public Lane(int size)
        {
            Size = size;
            for (int bit = 0; bit < 32; bit++)
            {
                uint after = 1u << bit;
                for (int at = 0; at < size; at += sizeof(ulong))
                    after = BitOperations.Crc32C(after, 0UL);
                // The effect of several bits is that of each of them together.
                for (int value = 0; value < 256; value++)
                    if ((value >> (bit % 8) & 1) != 0)
                        _zeros[bit / 8 * 256 + value] ^= after;
            }
        }

        public int Size { get; }

        /// <summary>Appends three times the size.</summary>
        public uint AppendThree(uint crc, ReadOnlySpan<byte> bytes)
        {
            ReadOnlySpan<byte> first = bytes[..Size];
            ReadOnlySpan<byte> second = bytes.Slice(Size, Size);
            ReadOnlySpan<byte> third = bytes.Slice(2 * Size, Size);
            (uint one, uint two, uint three) = (crc, 0, 0);
            while (first.Length >= sizeof(ulong))
            {
                one = BitOperations.Crc32C(one, BinaryPrimitives.ReadUInt64LittleEndian(first));
                two = BitOperations.Crc32C(two, BinaryPrimitives.ReadUInt64LittleEndian(second));
                three = BitOperations.Crc32C(three, BinaryPrimitives.ReadUInt64LittleEndian(third));
                first = first[sizeof(ulong)..];
                second = second[sizeof(ulong)..];
                third = third[sizeof(ulong)..];
            }
            return AfterZeros(AfterZeros(one) ^ two) ^ three;
        }

        private uint AfterZeros(uint crc) =>
            _zeros[crc & 0xFF]
            ^ _zeros[256 + (crc >> 8 & 0xFF)]
            ^ _zeros[512 + (crc >> 16 & 0xFF)]
            ^ _zeros[768 + (crc >> 24)];
    }
}

using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Cohort.Protocol.Wire;

/// <summary>
/// CRC-32C of long pieces by carry-less multiplication: 1,024 bits at a time are folded into the next 1,024, which leaves what
/// the checksum is of unchanged (Gopal et al., <i>Fast CRC Computation for Generic Polynomials Using PCLMULQDQ
/// Instruction</i>, 2009).
/// </summary>
internal static class Crc32CFolding
{
    private const int Lanes = 8;
    private const int LaneBits = 128;
    private const uint Polynomial = 0x82F63B78; // bits reflected: the highest is that of x^0

    private static readonly Vector128<ulong> s_byStride = Factors(Lanes * LaneBits);
    private static readonly Vector128<ulong> s_byLane = Factors(LaneBits);

    /// <summary>Whether the processor has what it takes.</summary>
    public static bool IsSupported => Pclmulqdq.IsSupported;

    /// <summary>The fewest bytes for which it pays.</summary>
    public static int Shortest => 2 * Lanes * LaneBits / 8;

    /// <summary>
    /// Goes on with as many of the bytes as can be folded, from the inverted checksum of what came before to that of all.
    /// Answers how many they were.
    /// </summary>
    public static int Append(ref uint inverted, ReadOnlySpan<byte> bytes)
    {
        ReadOnlySpan<Vector128<ulong>> blocks = MemoryMarshal.Cast<byte, Vector128<ulong>>(bytes);
        int at = Lanes;
        Vector128<ulong> stride = s_byStride;
        Vector128<ulong> a = blocks[0] ^ Vector128.CreateScalar((ulong)inverted);
        (Vector128<ulong> b, Vector128<ulong> c, Vector128<ulong> d) = (blocks[1], blocks[2], blocks[3]);
        (Vector128<ulong> e, Vector128<ulong> f) = (blocks[4], blocks[5]);
        (Vector128<ulong> g, Vector128<ulong> h) = (blocks[6], blocks[7]);
        for (; at + Lanes <= blocks.Length; at += Lanes)
        {
            ReadOnlySpan<Vector128<ulong>> next = blocks.Slice(at, Lanes);
            a = Fold(a, stride, next[0]);
            b = Fold(b, stride, next[1]);
            c = Fold(c, stride, next[2]);
            d = Fold(d, stride, next[3]);
            e = Fold(e, stride, next[4]);
            f = Fold(f, stride, next[5]);
            g = Fold(g, stride, next[6]);
            h = Fold(h, stride, next[7]);
        }
        Vector128<ulong> lane = s_byLane;
        Vector128<ulong> rest = Fold(Fold(Fold(a, lane, b), lane, c), lane, d);
        rest = Fold(Fold(Fold(Fold(rest, lane, e), lane, f), lane, g), lane, h);
        // What is left has the checksum of all, and is short.
        inverted = BitOperations.Crc32C(BitOperations.Crc32C(0, rest[0]), rest[1]);
        return at * Vector128<byte>.Count;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<ulong> Fold(Vector128<ulong> folded, Vector128<ulong> factors, Vector128<ulong> next) =>
        Pclmulqdq.CarrylessMultiply(folded, factors, 0x00) ^ Pclmulqdq.CarrylessMultiply(folded, factors, 0x11) ^ next;

    /// <summary>What the lower and the upper half of 128 bits are multiplied with to stand so many bits further on.</summary>
    private static Vector128<ulong> Factors(int bits) => Vector128.Create(Power(bits + 32) << 1, Power(bits - 32) << 1);

    /// <summary>A power of x, modulo the polynomial.</summary>
    private static ulong Power(int exponent)
    {
        uint power = 1u << 31;
        for (; exponent > 0; exponent--)
            power = power >> 1 ^ ((power & 1) != 0 ? Polynomial : 0);
        return power;
    }
}

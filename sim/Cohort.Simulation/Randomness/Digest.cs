using System.Buffers.Binary;
using System.Numerics;

namespace Cohort.Simulation.Randomness;

/// <summary>Folds values into 64 bits, the same on every machine. Fast, and good enough to tell accidents apart.</summary>
internal static class Digest
{
    private const ulong Prime = 0x9FB21C651E98DF25;

    /// <summary>A start that is not zero, so that leading zeros count.</summary>
    public const ulong Start = 0xCBF29CE484222325;

    /// <summary>Folds in one value.</summary>
    public static ulong Fold(ulong digest, ulong value)
    {
        digest = (digest ^ value) * Prime;
        return digest ^ BitOperations.RotateRight(digest, 29);
    }

    /// <summary>Folds in bytes and how many they are.</summary>
    public static ulong Fold(ulong digest, ReadOnlySpan<byte> bytes)
    {
        digest = Fold(digest, (ulong)bytes.Length);
        while (bytes.Length >= 8)
        {
            digest = Fold(digest, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
            bytes = bytes[8..];
        }

        ulong rest = 0;
        foreach (byte one in bytes)
            rest = (rest << 8) | one;
        return Fold(digest, rest);
    }

    /// <summary>Folds in text.</summary>
    public static ulong Fold(ulong digest, string text)
    {
        foreach (char character in text)
            digest = Fold(digest, character);
        return digest;
    }
}

using System.Buffers;

namespace Cohort.Simulation.Networks;

/// <summary>A piece of what was written to a connection, or the mark that nothing more comes.</summary>
/// <param name="Buffer">A rented buffer that the segment owns; null for the end mark.</param>
/// <param name="Length">How many of its bytes are left: truncation makes it less than <paramref name="Weight"/>.</param>
/// <param name="Weight">How many bytes it took in the sender's socket.</param>
internal readonly record struct Segment(byte[]? Buffer, int Length, int Weight)
{
    /// <summary>The most that one segment holds.</summary>
    public const int MaximumSize = 64 << 10;

    /// <summary>Nothing more comes on this connection.</summary>
    public static Segment End => default;

    /// <summary>Whether this is the end mark.</summary>
    public bool IsEnd => Buffer is null;

    /// <summary>What it carries.</summary>
    public ReadOnlyMemory<byte> Bytes => new(Buffer, 0, Length);

    /// <summary>Copies bytes into a segment.</summary>
    public static Segment Of(ReadOnlySpan<byte> bytes)
    {
        byte[] buffer = ArrayPool<byte>.Shared.Rent(bytes.Length);
        bytes.CopyTo(buffer);
        return new Segment(buffer, bytes.Length, bytes.Length);
    }

    /// <summary>Gives the buffer back, overwritten: who still reads it reads nonsense and is found out.</summary>
    public void Release()
    {
        if (Buffer is null)
            return;
        Buffer.AsSpan(0, Length).Fill(0xDB);
        ArrayPool<byte>.Shared.Return(Buffer);
    }
}

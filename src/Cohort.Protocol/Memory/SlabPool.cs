using System.Numerics;

namespace Cohort.Protocol.Memory;

/// <summary>
/// The memory of a node's messages: small things share a slab, large ones have one each. What is let go of is used again, so
/// that a group at work allocates nothing; beyond <see cref="MostIdle"/> it is left to the garbage collector.
/// </summary>
/// <param name="spoil">Whether what is let go of is overwritten, so that whoever still reads it finds nonsense.</param>
internal sealed class SlabPool(bool spoil)
{
    private const int SmallestOwn = 32 << 10;
    private const int SmallestKept = 8 << 10;
    private const long MostIdle = 64 << 20;

    // By size: a power of two of bytes each.
    private readonly Stack<Slab>[] _idle = [.. Enumerable.Range(0, 31).Select(_ => new Stack<Slab>())];
    private long _idleBytes;
    private Strip? _small;

    /// <summary>A slab of its own with room for so many bytes at least, held once for the caller.</summary>
    public Slab TakeOwn(int least)
    {
        Slab slab = Rent(least);
        slab.Hold();
        return slab;
    }

    /// <summary>Room for some bytes, held once for the caller.</summary>
    public SlabPart Take(int length) => (_small ??= new Strip(this)).Take(length);

    /// <summary>Room for many bytes in a slab of their own, held once for the caller.</summary>
    public SlabPart TakeLarge(int length) => Rent(Math.Max(length, SmallestOwn)).Take(length);

    /// <summary>A copy of some bytes, held once for the caller.</summary>
    public SlabPart Copy(ReadOnlySpan<byte> bytes)
    {
        SlabPart part = Take(bytes.Length);
        bytes.CopyTo(part.Writable);
        return part;
    }

    /// <summary>
    /// Bytes that were received, kept for the caller: large ones where they lie, small ones as a copy, since a whole slab
    /// would stay with each of them.
    /// </summary>
    public SlabPart Keep(SlabPart received)
    {
        if (received.Length < SmallestKept)
            return Copy(received.Span);
        received.Slab.Hold();
        return received;
    }

    /// <summary>Nothing lies in a slab any more.</summary>
    public void Return(Slab slab)
    {
        slab.Used = 0;
        Spoil(slab.Bytes);
        if (_idleBytes + slab.Bytes.Length > MostIdle)
            return;
        _idleBytes += slab.Bytes.Length;
        _idle[BitOperations.Log2((uint)slab.Bytes.Length)].Push(slab);
    }

    /// <summary>What lies in some part of a slab is not needed any more, though the slab is still held.</summary>
    public void Spoil(Span<byte> bytes)
    {
        if (spoil)
            bytes.Fill(0xDB);
    }

    private Slab Rent(int least)
    {
        int size = (int)BitOperations.RoundUpToPowerOf2((uint)least);
        if (!_idle[BitOperations.Log2((uint)size)].TryPop(out Slab? slab))
            return new Slab(this, GC.AllocateUninitializedArray<byte>(size, pinned: true));
        _idleBytes -= size;
        return slab;
    }
}

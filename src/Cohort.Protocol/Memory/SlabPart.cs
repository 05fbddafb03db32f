namespace Cohort.Protocol.Memory;

/// <summary>Where some bytes lie. Whoever keeps it has a hold of the slab, and releases it once.</summary>
internal readonly record struct SlabPart(Slab Slab, int Start, int Length)
{
    public ReadOnlySpan<byte> Span => Slab.Bytes.AsSpan(Start, Length);

    public ReadOnlyMemory<byte> Memory => Slab.Bytes.AsMemory(Start, Length);

    public Span<byte> Writable => Slab.Bytes.AsSpan(Start, Length);
}

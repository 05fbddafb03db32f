using Cohort.Serialization;

namespace Cohort.Toolkit.Collections;

/// <summary>The order in which a collection is saved: that of its keys' bytes, so that equal contents have equal bytes.</summary>
internal static class PackedKeys<TKey>
    where TKey : notnull
{
    /// <summary>Each key with its bytes, in their order.</summary>
    public static (byte[] Packed, TKey Key)[] Sorted(ICollection<TKey> keys)
    {
        var sorted = new (byte[] Packed, TKey Key)[keys.Count];
        int at = 0;
        foreach (TKey key in keys)
            sorted[at++] = (Codec<TKey>.Default.Pack(key), key);
        sorted.AsSpan().Sort(static (left, right) => left.Packed.AsSpan().SequenceCompareTo(right.Packed));
        return sorted;
    }
}

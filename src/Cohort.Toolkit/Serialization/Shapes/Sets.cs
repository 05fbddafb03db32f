using System.Buffers;
using System.Runtime.CompilerServices;

namespace Cohort.Serialization.Shapes;

/// <summary>
/// What all sets have in common: sorted when they are written, and no element twice when they are read.
/// </summary>
internal static class Sets<T, TShape>
    where TShape : IShape<T>
{
    // A hash bucket, a hash code and a link, or a node of a tree.
    private const int Extra = 16;

    public static void Write(ref PackWriter writer, ICollection<T> set)
    {
        int count = set.Count;
        T[] elements = ArrayPool<T>.Shared.Rent(count);
        try
        {
            set.CopyTo(elements, 0);
            KeyOrder<T, TShape>.Sort(elements.AsSpan(0, count));
            Elements<T, TShape>.WriteAll(ref writer, elements.AsSpan(0, count));
        }
        finally
        {
            Return(elements, count);
        }
    }

    public static int Begin(ref PackReader reader, out bool nullable) =>
        Elements<T, TShape>.Begin(ref reader, Extra, out nullable);

    public static void Add(ref PackReader reader, ISet<T> set, bool nullable)
    {
        if (!set.Add(Elements<T, TShape>.Read(ref reader, nullable)))
            throw reader.Malformed("an element of a set twice,");
    }

    public static void Return(T[] rented, int count)
    {
        if (RuntimeHelpers.IsReferenceOrContainsReferences<T>())
            rented.AsSpan(0, count).Clear();
        ArrayPool<T>.Shared.Return(rented);
    }
}

/// <summary>
/// A <see cref="HashSet{T}"/>: a list in the order of its elements. It is read with the usual comparer.
/// </summary>
public readonly struct HashSetOf<T, TShape> : IShape<HashSet<T>>
    where TShape : IShape<T>
{
    /// <inheritdoc/>
    public static PackKind Kind => PackKind.List;

    /// <inheritdoc/>
    public static void Write(ref PackWriter writer, HashSet<T> value) => Sets<T, TShape>.Write(ref writer, value);

    /// <inheritdoc/>
    public static HashSet<T> Read(ref PackReader reader)
    {
        int count = Sets<T, TShape>.Begin(ref reader, out bool nullable);
        var set = new HashSet<T>(count);
        for (; count > 0; count--)
            Sets<T, TShape>.Add(ref reader, set, nullable);
        reader.EndList();
        return set;
    }

    /// <inheritdoc/>
    public static HashSet<T> Missing(ref PackReader reader) => [];
}

/// <summary>A <see cref="SortedSet{T}"/>: a list like that of a hash set. It is read with the usual comparer.</summary>
public readonly struct SortedSetOf<T, TShape> : IShape<SortedSet<T>>
    where TShape : IShape<T>
{
    /// <inheritdoc/>
    public static PackKind Kind => PackKind.List;

    /// <inheritdoc/>
    public static void Write(ref PackWriter writer, SortedSet<T> value) => Sets<T, TShape>.Write(ref writer, value);

    /// <inheritdoc/>
    public static SortedSet<T> Read(ref PackReader reader)
    {
        int count = Sets<T, TShape>.Begin(ref reader, out bool nullable);
        var set = new SortedSet<T>();
        for (; count > 0; count--)
            Sets<T, TShape>.Add(ref reader, set, nullable);
        reader.EndList();
        return set;
    }

    /// <inheritdoc/>
    public static SortedSet<T> Missing(ref PackReader reader) => [];
}

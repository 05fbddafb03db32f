using System.Buffers;
using System.Runtime.CompilerServices;

namespace Cohort.Serialization.Shapes;

/// <summary>What all maps have in common: sorted when they are written, and no key twice when they are read.</summary>
internal static class Maps<TKey, TKeyShape, TValue, TValueShape>
    where TKey : notnull
    where TKeyShape : IShape<TKey>
    where TValueShape : IShape<TValue>
{
    // A hash bucket, a hash code and a link, or a node of a tree.
    private const int Extra = 32;
    private const int Overhead = 80;

    public static void Write(ref PackWriter writer, int count, IDictionary<TKey, TValue> map)
    {
        TKey[] keys = ArrayPool<TKey>.Shared.Rent(count);
        TValue[] values = ArrayPool<TValue>.Shared.Rent(count);
        try
        {
            map.Keys.CopyTo(keys, 0);
            map.Values.CopyTo(values, 0);
            KeyOrder<TKey, TKeyShape>.Sort(keys.AsSpan(0, count), values.AsSpan(0, count));
            WriteSorted(ref writer, keys.AsSpan(0, count), values.AsSpan(0, count));
        }
        finally
        {
            Sets<TKey, TKeyShape>.Return(keys, count);
            Sets<TValue, TValueShape>.Return(values, count);
        }
    }

    public static int Begin(ref PackReader reader, out bool nullable)
    {
        int count = reader.BeginMap(TKeyShape.Kind, TValueShape.Kind, out nullable);
        reader.Charge(Overhead + count * (long)(Unsafe.SizeOf<TKey>() + Unsafe.SizeOf<TValue>() + Extra));
        return count;
    }

    public static void Add(ref PackReader reader, IDictionary<TKey, TValue> map, bool nullable)
    {
        TKey key = TKeyShape.Read(ref reader);
        TValue value = Elements<TValue, TValueShape>.Read(ref reader, nullable);
        int count = map.Count;
        map[key] = value;
        if (map.Count == count)
            throw reader.Malformed("a key of a map twice,");
    }

    private static void WriteSorted(ref PackWriter writer, ReadOnlySpan<TKey> keys, ReadOnlySpan<TValue> values)
    {
        writer.BeginMap(TKeyShape.Kind, TValueShape.Kind, TValueShape.IsNullable, keys.Length);
        for (int index = 0; index < keys.Length; index++)
        {
            TKeyShape.Write(ref writer, keys[index]);
            Elements<TValue, TValueShape>.Write(ref writer, values[index]);
        }
        writer.EndList();
    }
}

/// <summary>
/// A <see cref="Dictionary{TKey, TValue}"/>, in the order of its keys. It is read with the usual comparer.
/// </summary>
public readonly struct DictionaryOf<TKey, TKeyShape, TValue, TValueShape> : IShape<Dictionary<TKey, TValue>>
    where TKey : notnull
    where TKeyShape : IShape<TKey>
    where TValueShape : IShape<TValue>
{
    /// <inheritdoc/>
    public static PackKind Kind => PackKind.Map;

    /// <inheritdoc/>
    public static void Write(ref PackWriter writer, Dictionary<TKey, TValue> value) =>
        Maps<TKey, TKeyShape, TValue, TValueShape>.Write(ref writer, value.Count, value);

    /// <inheritdoc/>
    public static Dictionary<TKey, TValue> Read(ref PackReader reader)
    {
        int count = Maps<TKey, TKeyShape, TValue, TValueShape>.Begin(ref reader, out bool nullable);
        var map = new Dictionary<TKey, TValue>(count);
        for (; count > 0; count--)
            Maps<TKey, TKeyShape, TValue, TValueShape>.Add(ref reader, map, nullable);
        reader.EndList();
        return map;
    }

    /// <inheritdoc/>
    public static Dictionary<TKey, TValue> Missing(ref PackReader reader) => [];
}

/// <summary>
/// A <see cref="SortedDictionary{TKey, TValue}"/>, like a dictionary. It is read with the usual comparer.
/// </summary>
public readonly struct SortedDictionaryOf<TKey, TKeyShape, TValue, TValueShape> : IShape<SortedDictionary<TKey, TValue>>
    where TKey : notnull
    where TKeyShape : IShape<TKey>
    where TValueShape : IShape<TValue>
{
    /// <inheritdoc/>
    public static PackKind Kind => PackKind.Map;

    /// <inheritdoc/>
    public static void Write(ref PackWriter writer, SortedDictionary<TKey, TValue> value) =>
        Maps<TKey, TKeyShape, TValue, TValueShape>.Write(ref writer, value.Count, value);

    /// <inheritdoc/>
    public static SortedDictionary<TKey, TValue> Read(ref PackReader reader)
    {
        int count = Maps<TKey, TKeyShape, TValue, TValueShape>.Begin(ref reader, out bool nullable);
        var map = new SortedDictionary<TKey, TValue>();
        for (; count > 0; count--)
            Maps<TKey, TKeyShape, TValue, TValueShape>.Add(ref reader, map, nullable);
        reader.EndList();
        return map;
    }

    /// <inheritdoc/>
    public static SortedDictionary<TKey, TValue> Missing(ref PackReader reader) => [];
}

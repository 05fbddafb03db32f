using System.Buffers;

namespace Cohort.Serialization.Shapes;

/// <summary>
/// The order in which the keys of maps and the elements of sets are written, so that equal content has equal bytes.
/// Numbers, times and identities rise, text is in the order of its UTF-16 units, and everything else in the order of
/// its encoded bytes.
/// </summary>
internal static class KeyOrder<T, TShape>
    where TShape : IShape<T>
{
    private static readonly IComparer<T>? Comparer = FindComparer();

    public static void Sort(Span<T> keys)
    {
        if (Comparer is not null)
            keys.Sort(Comparer);
        else
            Encode(keys).AsSpan().Sort(keys, CompareBytes);
    }

    public static void Sort<TValue>(Span<T> keys, Span<TValue> values)
    {
        if (Comparer is not null)
        {
            keys.Sort(values, Comparer);
            return;
        }
        // The same bytes sorted twice move keys and values alike.
        byte[][] encoded = Encode(keys);
        encoded.ToArray().AsSpan().Sort(values, CompareBytes);
        encoded.AsSpan().Sort(keys, CompareBytes);
    }

    private static byte[][] Encode(ReadOnlySpan<T> keys)
    {
        var encoded = new byte[keys.Length][];
        var buffer = new ArrayBufferWriter<byte>();
        for (int index = 0; index < keys.Length; index++)
        {
            buffer.ResetWrittenCount();
            var writer = new PackWriter(buffer);
            Elements<T, TShape>.Write(ref writer, keys[index]);
            writer.Flush();
            encoded[index] = buffer.WrittenSpan.ToArray();
        }
        return encoded;
    }

    private static int CompareBytes(byte[] left, byte[] right) => left.AsSpan().SequenceCompareTo(right);

    private static IComparer<T>? FindComparer()
    {
        if (typeof(T) == typeof(string))
            return (IComparer<T>)(object)StringComparer.Ordinal;
        bool rises =
            typeof(T).IsPrimitive
            || typeof(T).IsEnum
            || typeof(T) == typeof(Guid)
            || typeof(T) == typeof(decimal)
            || typeof(T) == typeof(Int128)
            || typeof(T) == typeof(UInt128)
            || IsTime;
        return rises ? Comparer<T>.Default : null;
    }

    private static bool IsTime =>
        typeof(T) == typeof(DateTime)
        || typeof(T) == typeof(DateTimeOffset)
        || typeof(T) == typeof(DateOnly)
        || typeof(T) == typeof(TimeOnly)
        || typeof(T) == typeof(TimeSpan);
}

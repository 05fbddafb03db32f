namespace Cohort.Serialization.Shapes;

/// <summary>A <see cref="KeyValuePair{TKey, TValue}"/>: a record of field 1, the key, and field 2, the value.</summary>
public readonly struct PairOf<TKey, TKeyShape, TValue, TValueShape> : IShape<KeyValuePair<TKey, TValue>>
    where TKeyShape : IShape<TKey>
    where TValueShape : IShape<TValue>
{
    /// <inheritdoc/>
    public static PackKind Kind => PackKind.Record;

    /// <inheritdoc/>
    public static void Write(ref PackWriter writer, KeyValuePair<TKey, TValue> value) =>
        TupleOf<TKey, TKeyShape, TValue, TValueShape>.Write(ref writer, (value.Key, value.Value));

    /// <inheritdoc/>
    public static KeyValuePair<TKey, TValue> Read(ref PackReader reader)
    {
        (TKey key, TValue value) = TupleOf<TKey, TKeyShape, TValue, TValueShape>.Read(ref reader);
        return new(key, value);
    }

    /// <inheritdoc/>
    public static KeyValuePair<TKey, TValue> Missing(ref PackReader reader) =>
        new(TKeyShape.Missing(ref reader), TValueShape.Missing(ref reader));
}

namespace Cohort.Serialization.Shapes;

/// <summary>A tuple of 2: a record of fields 1 to 2.</summary>
public readonly struct TupleOf<T1, TShape1, T2, TShape2> : IShape<(T1, T2)>
    where TShape1 : IShape<T1>
    where TShape2 : IShape<T2>
{
    /// <inheritdoc/>
    public static PackKind Kind => PackKind.Record;

    /// <inheritdoc/>
    public static void Write(ref PackWriter writer, (T1, T2) value)
    {
        writer.BeginRecord();
        FieldOf<T1, TShape1>.Write(ref writer, 1, value.Item1);
        FieldOf<T2, TShape2>.Write(ref writer, 2, value.Item2);
        writer.EndRecord();
    }

    /// <inheritdoc/>
    public static (T1, T2) Read(ref PackReader reader)
    {
        reader.BeginRecord(0);
        uint tag = reader.ReadTag(0);
        (T1, T2) value = default;
        value.Item1 = FieldOf<T1, TShape1>.Read(ref reader, 1, ref tag);
        value.Item2 = FieldOf<T2, TShape2>.Read(ref reader, 2, ref tag);
        reader.SkipToEnd(tag);
        return value;
    }

    /// <inheritdoc/>
    public static (T1, T2) Missing(ref PackReader reader) => (TShape1.Missing(ref reader), TShape2.Missing(ref reader));
}

/// <summary>A tuple of 3: a record of fields 1 to 3.</summary>
public readonly struct TupleOf<T1, TShape1, T2, TShape2, T3, TShape3> : IShape<(T1, T2, T3)>
    where TShape1 : IShape<T1>
    where TShape2 : IShape<T2>
    where TShape3 : IShape<T3>
{
    /// <inheritdoc/>
    public static PackKind Kind => PackKind.Record;

    /// <inheritdoc/>
    public static void Write(ref PackWriter writer, (T1, T2, T3) value)
    {
        writer.BeginRecord();
        FieldOf<T1, TShape1>.Write(ref writer, 1, value.Item1);
        FieldOf<T2, TShape2>.Write(ref writer, 2, value.Item2);
        FieldOf<T3, TShape3>.Write(ref writer, 3, value.Item3);
        writer.EndRecord();
    }

    /// <inheritdoc/>
    public static (T1, T2, T3) Read(ref PackReader reader)
    {
        reader.BeginRecord(0);
        uint tag = reader.ReadTag(0);
        (T1, T2, T3) value = default;
        value.Item1 = FieldOf<T1, TShape1>.Read(ref reader, 1, ref tag);
        value.Item2 = FieldOf<T2, TShape2>.Read(ref reader, 2, ref tag);
        value.Item3 = FieldOf<T3, TShape3>.Read(ref reader, 3, ref tag);
        reader.SkipToEnd(tag);
        return value;
    }

    /// <inheritdoc/>
    public static (T1, T2, T3) Missing(ref PackReader reader) =>
        (TShape1.Missing(ref reader), TShape2.Missing(ref reader), TShape3.Missing(ref reader));
}

/// <summary>A tuple of 4: a record of fields 1 to 4.</summary>
public readonly struct TupleOf<T1, TShape1, T2, TShape2, T3, TShape3, T4, TShape4> : IShape<(T1, T2, T3, T4)>
    where TShape1 : IShape<T1>
    where TShape2 : IShape<T2>
    where TShape3 : IShape<T3>
    where TShape4 : IShape<T4>
{
    /// <inheritdoc/>
    public static PackKind Kind => PackKind.Record;

    /// <inheritdoc/>
    public static void Write(ref PackWriter writer, (T1, T2, T3, T4) value)
    {
        writer.BeginRecord();
        FieldOf<T1, TShape1>.Write(ref writer, 1, value.Item1);
        FieldOf<T2, TShape2>.Write(ref writer, 2, value.Item2);
        FieldOf<T3, TShape3>.Write(ref writer, 3, value.Item3);
        FieldOf<T4, TShape4>.Write(ref writer, 4, value.Item4);
        writer.EndRecord();
    }

    /// <inheritdoc/>
    public static (T1, T2, T3, T4) Read(ref PackReader reader)
    {
        reader.BeginRecord(0);
        uint tag = reader.ReadTag(0);
        (T1, T2, T3, T4) value = default;
        value.Item1 = FieldOf<T1, TShape1>.Read(ref reader, 1, ref tag);
        value.Item2 = FieldOf<T2, TShape2>.Read(ref reader, 2, ref tag);
        value.Item3 = FieldOf<T3, TShape3>.Read(ref reader, 3, ref tag);
        value.Item4 = FieldOf<T4, TShape4>.Read(ref reader, 4, ref tag);
        reader.SkipToEnd(tag);
        return value;
    }

    /// <inheritdoc/>
    public static (T1, T2, T3, T4) Missing(ref PackReader reader) =>
        (
            TShape1.Missing(ref reader),
            TShape2.Missing(ref reader),
            TShape3.Missing(ref reader),
            TShape4.Missing(ref reader)
        );
}

/// <summary>A tuple of 5: a record of fields 1 to 5.</summary>
public readonly struct TupleOf<T1, TShape1, T2, TShape2, T3, TShape3, T4, TShape4, T5, TShape5>
    : IShape<(T1, T2, T3, T4, T5)>
    where TShape1 : IShape<T1>
    where TShape2 : IShape<T2>
    where TShape3 : IShape<T3>
    where TShape4 : IShape<T4>
    where TShape5 : IShape<T5>
{
    /// <inheritdoc/>
    public static PackKind Kind => PackKind.Record;

    /// <inheritdoc/>
    public static void Write(ref PackWriter writer, (T1, T2, T3, T4, T5) value)
    {
        writer.BeginRecord();
        FieldOf<T1, TShape1>.Write(ref writer, 1, value.Item1);
        FieldOf<T2, TShape2>.Write(ref writer, 2, value.Item2);
        FieldOf<T3, TShape3>.Write(ref writer, 3, value.Item3);
        FieldOf<T4, TShape4>.Write(ref writer, 4, value.Item4);
        FieldOf<T5, TShape5>.Write(ref writer, 5, value.Item5);
        writer.EndRecord();
    }

    /// <inheritdoc/>
    public static (T1, T2, T3, T4, T5) Read(ref PackReader reader)
    {
        reader.BeginRecord(0);
        uint tag = reader.ReadTag(0);
        (T1, T2, T3, T4, T5) value = default;
        value.Item1 = FieldOf<T1, TShape1>.Read(ref reader, 1, ref tag);
        value.Item2 = FieldOf<T2, TShape2>.Read(ref reader, 2, ref tag);
        value.Item3 = FieldOf<T3, TShape3>.Read(ref reader, 3, ref tag);
        value.Item4 = FieldOf<T4, TShape4>.Read(ref reader, 4, ref tag);
        value.Item5 = FieldOf<T5, TShape5>.Read(ref reader, 5, ref tag);
        reader.SkipToEnd(tag);
        return value;
    }

    /// <inheritdoc/>
    public static (T1, T2, T3, T4, T5) Missing(ref PackReader reader) =>
        (
            TShape1.Missing(ref reader),
            TShape2.Missing(ref reader),
            TShape3.Missing(ref reader),
            TShape4.Missing(ref reader),
            TShape5.Missing(ref reader)
        );
}

/// <summary>A tuple of 6: a record of fields 1 to 6.</summary>
public readonly struct TupleOf<T1, TShape1, T2, TShape2, T3, TShape3, T4, TShape4, T5, TShape5, T6, TShape6>
    : IShape<(T1, T2, T3, T4, T5, T6)>
    where TShape1 : IShape<T1>
    where TShape2 : IShape<T2>
    where TShape3 : IShape<T3>
    where TShape4 : IShape<T4>
    where TShape5 : IShape<T5>
    where TShape6 : IShape<T6>
{
    /// <inheritdoc/>
    public static PackKind Kind => PackKind.Record;

    /// <inheritdoc/>
    public static void Write(ref PackWriter writer, (T1, T2, T3, T4, T5, T6) value)
    {
        writer.BeginRecord();
        FieldOf<T1, TShape1>.Write(ref writer, 1, value.Item1);
        FieldOf<T2, TShape2>.Write(ref writer, 2, value.Item2);
        FieldOf<T3, TShape3>.Write(ref writer, 3, value.Item3);
        FieldOf<T4, TShape4>.Write(ref writer, 4, value.Item4);
        FieldOf<T5, TShape5>.Write(ref writer, 5, value.Item5);
        FieldOf<T6, TShape6>.Write(ref writer, 6, value.Item6);
        writer.EndRecord();
    }

    /// <inheritdoc/>
    public static (T1, T2, T3, T4, T5, T6) Read(ref PackReader reader)
    {
        reader.BeginRecord(0);
        uint tag = reader.ReadTag(0);
        (T1, T2, T3, T4, T5, T6) value = default;
        value.Item1 = FieldOf<T1, TShape1>.Read(ref reader, 1, ref tag);
        value.Item2 = FieldOf<T2, TShape2>.Read(ref reader, 2, ref tag);
        value.Item3 = FieldOf<T3, TShape3>.Read(ref reader, 3, ref tag);
        value.Item4 = FieldOf<T4, TShape4>.Read(ref reader, 4, ref tag);
        value.Item5 = FieldOf<T5, TShape5>.Read(ref reader, 5, ref tag);
        value.Item6 = FieldOf<T6, TShape6>.Read(ref reader, 6, ref tag);
        reader.SkipToEnd(tag);
        return value;
    }

    /// <inheritdoc/>
    public static (T1, T2, T3, T4, T5, T6) Missing(ref PackReader reader) =>
        (
            TShape1.Missing(ref reader),
            TShape2.Missing(ref reader),
            TShape3.Missing(ref reader),
            TShape4.Missing(ref reader),
            TShape5.Missing(ref reader),
            TShape6.Missing(ref reader)
        );
}

/// <summary>A tuple of 7: a record of fields 1 to 7.</summary>
public readonly struct TupleOf<
    T1,
    TShape1,
    T2,
    TShape2,
    T3,
    TShape3,
    T4,
    TShape4,
    T5,
    TShape5,
    T6,
    TShape6,
    T7,
    TShape7
> : IShape<(T1, T2, T3, T4, T5, T6, T7)>
    where TShape1 : IShape<T1>
    where TShape2 : IShape<T2>
    where TShape3 : IShape<T3>
    where TShape4 : IShape<T4>
    where TShape5 : IShape<T5>
    where TShape6 : IShape<T6>
    where TShape7 : IShape<T7>
{
    /// <inheritdoc/>
    public static PackKind Kind => PackKind.Record;

    /// <inheritdoc/>
    public static void Write(ref PackWriter writer, (T1, T2, T3, T4, T5, T6, T7) value)
    {
        writer.BeginRecord();
        FieldOf<T1, TShape1>.Write(ref writer, 1, value.Item1);
        FieldOf<T2, TShape2>.Write(ref writer, 2, value.Item2);
        FieldOf<T3, TShape3>.Write(ref writer, 3, value.Item3);
        FieldOf<T4, TShape4>.Write(ref writer, 4, value.Item4);
        FieldOf<T5, TShape5>.Write(ref writer, 5, value.Item5);
        FieldOf<T6, TShape6>.Write(ref writer, 6, value.Item6);
        FieldOf<T7, TShape7>.Write(ref writer, 7, value.Item7);
        writer.EndRecord();
    }

    /// <inheritdoc/>
    public static (T1, T2, T3, T4, T5, T6, T7) Read(ref PackReader reader)
    {
        reader.BeginRecord(0);
        uint tag = reader.ReadTag(0);
        (T1, T2, T3, T4, T5, T6, T7) value = default;
        value.Item1 = FieldOf<T1, TShape1>.Read(ref reader, 1, ref tag);
        value.Item2 = FieldOf<T2, TShape2>.Read(ref reader, 2, ref tag);
        value.Item3 = FieldOf<T3, TShape3>.Read(ref reader, 3, ref tag);
        value.Item4 = FieldOf<T4, TShape4>.Read(ref reader, 4, ref tag);
        value.Item5 = FieldOf<T5, TShape5>.Read(ref reader, 5, ref tag);
        value.Item6 = FieldOf<T6, TShape6>.Read(ref reader, 6, ref tag);
        value.Item7 = FieldOf<T7, TShape7>.Read(ref reader, 7, ref tag);
        reader.SkipToEnd(tag);
        return value;
    }

    /// <inheritdoc/>
    public static (T1, T2, T3, T4, T5, T6, T7) Missing(ref PackReader reader) =>
        (
            TShape1.Missing(ref reader),
            TShape2.Missing(ref reader),
            TShape3.Missing(ref reader),
            TShape4.Missing(ref reader),
            TShape5.Missing(ref reader),
            TShape6.Missing(ref reader),
            TShape7.Missing(ref reader)
        );
}

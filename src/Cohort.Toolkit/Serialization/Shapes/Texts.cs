namespace Cohort.Serialization.Shapes;

/// <summary>Text, as UTF-8.</summary>
public readonly struct StringShape : IShape<string>
{
    /// <inheritdoc/>
    public static PackKind Kind => PackKind.Bytes;

    /// <inheritdoc/>
    public static void Write(ref PackWriter writer, string value) => writer.WriteString(value);

    /// <inheritdoc/>
    public static string Read(ref PackReader reader) => reader.ReadString();

    /// <inheritdoc/>
    public static string Missing(ref PackReader reader) => "";
}

/// <summary>Bytes in an array.</summary>
public readonly struct BytesShape : IShape<byte[]>
{
    /// <inheritdoc/>
    public static PackKind Kind => PackKind.Bytes;

    /// <inheritdoc/>
    public static void Write(ref PackWriter writer, byte[] value) => writer.WriteBytes(value);

    /// <inheritdoc/>
    public static byte[] Read(ref PackReader reader)
    {
        ReadOnlySpan<byte> bytes = reader.ReadBytes();
        reader.Charge(24 + bytes.Length);
        return bytes.ToArray();
    }

    /// <inheritdoc/>
    public static byte[] Missing(ref PackReader reader) => [];
}

/// <summary>Bytes that stay where they lie while they are used, as an argument of an update.</summary>
public static class ReadOnlySpanShape
{
    /// <summary>Writes them.</summary>
    public static void Write(ref PackWriter writer, ReadOnlySpan<byte> value) => writer.WriteBytes(value);

    /// <summary>Reads them; valid as long as what is read.</summary>
    public static ReadOnlySpan<byte> Read(scoped ref PackReader reader) => reader.ReadBytes();
}

/// <summary>Bytes in memory, which are copied when they are read.</summary>
public readonly struct ReadOnlyMemoryShape : IShape<ReadOnlyMemory<byte>>
{
    /// <inheritdoc/>
    public static PackKind Kind => PackKind.Bytes;

    /// <inheritdoc/>
    public static void Write(ref PackWriter writer, ReadOnlyMemory<byte> value) => writer.WriteBytes(value.Span);

    /// <inheritdoc/>
    public static ReadOnlyMemory<byte> Read(ref PackReader reader) => BytesShape.Read(ref reader);

    /// <inheritdoc/>
    public static ReadOnlyMemory<byte> Missing(ref PackReader reader) => default;
}

/// <summary>Bytes in memory, which are copied when they are read.</summary>
public readonly struct MemoryShape : IShape<Memory<byte>>
{
    /// <inheritdoc/>
    public static PackKind Kind => PackKind.Bytes;

    /// <inheritdoc/>
    public static void Write(ref PackWriter writer, Memory<byte> value) => writer.WriteBytes(value.Span);

    /// <inheritdoc/>
    public static Memory<byte> Read(ref PackReader reader) => BytesShape.Read(ref reader);

    /// <inheritdoc/>
    public static Memory<byte> Missing(ref PackReader reader) => default;
}

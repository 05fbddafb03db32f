using System.Runtime.CompilerServices;

namespace Cohort.Serialization.Shapes;

/// <summary>A <see cref="Boolean"/>: 0 or 1, as a varint.</summary>
public readonly struct BooleanShape : IShape<bool>
{
    /// <inheritdoc/>
    public static PackKind Kind => PackKind.Varint;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Write(ref PackWriter writer, bool value) => writer.WriteByte(value ? (byte)1 : (byte)0);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Read(ref PackReader reader)
    {
        ulong value = reader.ReadVarint();
        return value <= 1 ? value != 0 : throw reader.OutOfRange(value, "bool");
    }

    /// <inheritdoc/>
    public static bool Missing(ref PackReader reader) => default;
}

/// <summary>A <see cref="Byte"/>, as a varint.</summary>
public readonly struct ByteShape : IShape<byte>
{
    /// <inheritdoc/>
    public static PackKind Kind => PackKind.Varint;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Write(ref PackWriter writer, byte value) => writer.WriteVarint(value);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static byte Read(ref PackReader reader)
    {
        ulong value = reader.ReadVarint();
        return value <= byte.MaxValue ? (byte)value : throw reader.OutOfRange(value, "byte");
    }

    /// <inheritdoc/>
    public static byte Missing(ref PackReader reader) => default;
}

/// <summary>A <see cref="UInt16"/>, as a varint.</summary>
public readonly struct UInt16Shape : IShape<ushort>
{
    /// <inheritdoc/>
    public static PackKind Kind => PackKind.Varint;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Write(ref PackWriter writer, ushort value) => writer.WriteVarint(value);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ushort Read(ref PackReader reader)
    {
        ulong value = reader.ReadVarint();
        return value <= ushort.MaxValue ? (ushort)value : throw reader.OutOfRange(value, "ushort");
    }

    /// <inheritdoc/>
    public static ushort Missing(ref PackReader reader) => default;
}

/// <summary>A <see cref="UInt32"/>, as a varint.</summary>
public readonly struct UInt32Shape : IShape<uint>
{
    /// <inheritdoc/>
    public static PackKind Kind => PackKind.Varint;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Write(ref PackWriter writer, uint value) => writer.WriteVarint(value);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Read(ref PackReader reader)
    {
        ulong value = reader.ReadVarint();
        return value <= uint.MaxValue ? (uint)value : throw reader.OutOfRange(value, "uint");
    }

    /// <inheritdoc/>
    public static uint Missing(ref PackReader reader) => default;
}

/// <summary>A <see cref="UInt64"/>, as a varint.</summary>
public readonly struct UInt64Shape : IShape<ulong>
{
    /// <inheritdoc/>
    public static PackKind Kind => PackKind.Varint;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Write(ref PackWriter writer, ulong value) => writer.WriteVarint(value);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Read(ref PackReader reader) => reader.ReadVarint();

    /// <inheritdoc/>
    public static ulong Missing(ref PackReader reader) => default;
}

/// <summary>A <see cref="Char"/>, as a varint.</summary>
public readonly struct CharShape : IShape<char>
{
    /// <inheritdoc/>
    public static PackKind Kind => PackKind.Varint;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Write(ref PackWriter writer, char value) => writer.WriteVarint(value);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static char Read(ref PackReader reader)
    {
        ulong value = reader.ReadVarint();
        return value <= char.MaxValue ? (char)value : throw reader.OutOfRange(value, "char");
    }

    /// <inheritdoc/>
    public static char Missing(ref PackReader reader) => default;
}

/// <summary>A <see cref="SByte"/>, zigzag encoded, as a varint.</summary>
public readonly struct SByteShape : IShape<sbyte>
{
    /// <inheritdoc/>
    public static PackKind Kind => PackKind.Varint;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Write(ref PackWriter writer, sbyte value) => writer.WriteZigZag(value);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static sbyte Read(ref PackReader reader)
    {
        long value = reader.ReadZigZag();
        return value == (sbyte)value ? (sbyte)value : throw reader.OutOfRange(value, "sbyte");
    }

    /// <inheritdoc/>
    public static sbyte Missing(ref PackReader reader) => default;
}

/// <summary>A <see cref="Int16"/>, zigzag encoded, as a varint.</summary>
public readonly struct Int16Shape : IShape<short>
{
    /// <inheritdoc/>
    public static PackKind Kind => PackKind.Varint;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Write(ref PackWriter writer, short value) => writer.WriteZigZag(value);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static short Read(ref PackReader reader)
    {
        long value = reader.ReadZigZag();
        return value == (short)value ? (short)value : throw reader.OutOfRange(value, "short");
    }

    /// <inheritdoc/>
    public static short Missing(ref PackReader reader) => default;
}

/// <summary>A <see cref="Int32"/>, zigzag encoded, as a varint.</summary>
public readonly struct Int32Shape : IShape<int>
{
    /// <inheritdoc/>
    public static PackKind Kind => PackKind.Varint;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Write(ref PackWriter writer, int value) => writer.WriteZigZag(value);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Read(ref PackReader reader)
    {
        long value = reader.ReadZigZag();
        return value == (int)value ? (int)value : throw reader.OutOfRange(value, "int");
    }

    /// <inheritdoc/>
    public static int Missing(ref PackReader reader) => default;
}

/// <summary>A <see cref="Int64"/>, zigzag encoded, as a varint.</summary>
public readonly struct Int64Shape : IShape<long>
{
    /// <inheritdoc/>
    public static PackKind Kind => PackKind.Varint;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Write(ref PackWriter writer, long value) => writer.WriteZigZag(value);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static long Read(ref PackReader reader) => reader.ReadZigZag();

    /// <inheritdoc/>
    public static long Missing(ref PackReader reader) => default;
}

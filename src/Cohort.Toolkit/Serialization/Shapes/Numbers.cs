using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace Cohort.Serialization.Shapes;

/// <summary>A <see cref="Single"/>: its bits, as four bytes.</summary>
public readonly struct SingleShape : IShape<float>
{
    /// <inheritdoc/>
    public static PackKind Kind => PackKind.Fixed4;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Write(ref PackWriter writer, float value) =>
        writer.WriteFixed4(BitConverter.SingleToUInt32Bits(value));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Read(ref PackReader reader) => BitConverter.UInt32BitsToSingle(reader.ReadFixed4());

    /// <inheritdoc/>
    public static float Missing(ref PackReader reader) => default;
}

/// <summary>A <see cref="Double"/>: its bits, as eight bytes.</summary>
public readonly struct DoubleShape : IShape<double>
{
    /// <inheritdoc/>
    public static PackKind Kind => PackKind.Fixed8;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Write(ref PackWriter writer, double value) =>
        writer.WriteFixed8(BitConverter.DoubleToUInt64Bits(value));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Read(ref PackReader reader) => BitConverter.UInt64BitsToDouble(reader.ReadFixed8());

    /// <inheritdoc/>
    public static double Missing(ref PackReader reader) => default;
}

/// <summary>An <see cref="Int128"/>: sixteen bytes, little end first.</summary>
public readonly struct Int128Shape : IShape<Int128>
{
    /// <inheritdoc/>
    public static PackKind Kind => PackKind.Fixed16;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Write(ref PackWriter writer, Int128 value) =>
        BinaryPrimitives.WriteInt128LittleEndian(writer.Take(16), value);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Int128 Read(ref PackReader reader) => BinaryPrimitives.ReadInt128LittleEndian(reader.Take(16));

    /// <inheritdoc/>
    public static Int128 Missing(ref PackReader reader) => default;
}

/// <summary>A <see cref="UInt128"/>: sixteen bytes, little end first.</summary>
public readonly struct UInt128Shape : IShape<UInt128>
{
    /// <inheritdoc/>
    public static PackKind Kind => PackKind.Fixed16;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Write(ref PackWriter writer, UInt128 value) =>
        BinaryPrimitives.WriteUInt128LittleEndian(writer.Take(16), value);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static UInt128 Read(ref PackReader reader) => BinaryPrimitives.ReadUInt128LittleEndian(reader.Take(16));

    /// <inheritdoc/>
    public static UInt128 Missing(ref PackReader reader) => default;
}

/// <summary>A <see cref="Guid"/>: the sixteen bytes of <see cref="Guid.ToByteArray()"/>.</summary>
public readonly struct GuidShape : IShape<Guid>
{
    /// <inheritdoc/>
    public static PackKind Kind => PackKind.Fixed16;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Write(ref PackWriter writer, Guid value) => value.TryWriteBytes(writer.Take(16));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Guid Read(ref PackReader reader) => new(reader.Take(16));

    /// <inheritdoc/>
    public static Guid Missing(ref PackReader reader) => default;
}

/// <summary>
/// A <see cref="Decimal"/>: the four numbers of <see cref="Decimal.GetBits(decimal)"/>, little end first.
/// </summary>
public readonly struct DecimalShape : IShape<decimal>
{
    /// <inheritdoc/>
    public static PackKind Kind => PackKind.Fixed16;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Write(ref PackWriter writer, decimal value)
    {
        Span<int> parts = stackalloc int[4];
        decimal.GetBits(value, parts);
        Span<byte> bytes = writer.Take(16);
        BinaryPrimitives.WriteInt32LittleEndian(bytes, parts[0]);
        BinaryPrimitives.WriteInt32LittleEndian(bytes[4..], parts[1]);
        BinaryPrimitives.WriteInt32LittleEndian(bytes[8..], parts[2]);
        BinaryPrimitives.WriteInt32LittleEndian(bytes[12..], parts[3]);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static decimal Read(ref PackReader reader)
    {
        ReadOnlySpan<byte> bytes = reader.Take(16);
        int flags = BinaryPrimitives.ReadInt32LittleEndian(bytes[12..]);
        int scale = (flags >> 16) & 0xFF;
        if ((flags & 0x7F00FFFF) != 0 || scale > LargestScale)
            throw reader.Malformed("no decimal");
        return new decimal(
            BinaryPrimitives.ReadInt32LittleEndian(bytes),
            BinaryPrimitives.ReadInt32LittleEndian(bytes[4..]),
            BinaryPrimitives.ReadInt32LittleEndian(bytes[8..]),
            flags < 0,
            (byte)scale
        );
    }

    /// <inheritdoc/>
    public static decimal Missing(ref PackReader reader) => default;

    // As many decimal places as a decimal has.
    private const int LargestScale = 28;
}

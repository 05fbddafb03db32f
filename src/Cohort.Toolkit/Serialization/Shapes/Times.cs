using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace Cohort.Serialization.Shapes;

/// <summary>A <see cref="TimeSpan"/>: its ticks of 100 ns, zigzag encoded, as a varint.</summary>
public readonly struct TimeSpanShape : IShape<TimeSpan>
{
    /// <inheritdoc/>
    public static PackKind Kind => PackKind.Varint;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Write(ref PackWriter writer, TimeSpan value) => writer.WriteZigZag(value.Ticks);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TimeSpan Read(ref PackReader reader) => new(reader.ReadZigZag());

    /// <inheritdoc/>
    public static TimeSpan Missing(ref PackReader reader) => default;
}

/// <summary>A <see cref="DateOnly"/>: days since 1 January 0001, as a varint.</summary>
public readonly struct DateOnlyShape : IShape<DateOnly>
{
    /// <inheritdoc/>
    public static PackKind Kind => PackKind.Varint;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Write(ref PackWriter writer, DateOnly value) => writer.WriteVarint((uint)value.DayNumber);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static DateOnly Read(ref PackReader reader)
    {
        ulong day = reader.ReadVarint();
        return day <= (uint)DateOnly.MaxValue.DayNumber
            ? DateOnly.FromDayNumber((int)day)
            : throw reader.OutOfRange(day, nameof(DateOnly));
    }

    /// <inheritdoc/>
    public static DateOnly Missing(ref PackReader reader) => default;
}

/// <summary>A <see cref="TimeOnly"/>: ticks of 100 ns since midnight, as a varint.</summary>
public readonly struct TimeOnlyShape : IShape<TimeOnly>
{
    /// <inheritdoc/>
    public static PackKind Kind => PackKind.Varint;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Write(ref PackWriter writer, TimeOnly value) => writer.WriteVarint((ulong)value.Ticks);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TimeOnly Read(ref PackReader reader)
    {
        ulong ticks = reader.ReadVarint();
        return ticks < TimeSpan.TicksPerDay
            ? new TimeOnly((long)ticks)
            : throw reader.OutOfRange(ticks, nameof(TimeOnly));
    }

    /// <inheritdoc/>
    public static TimeOnly Missing(ref PackReader reader) => default;
}

/// <summary>
/// A <see cref="DateTime"/>: its ticks of 100 ns, with its kind in the upper two of 64 bits. Nothing is converted.
/// </summary>
public readonly struct DateTimeShape : IShape<DateTime>
{
    /// <inheritdoc/>
    public static PackKind Kind => PackKind.Fixed8;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Write(ref PackWriter writer, DateTime value) =>
        writer.WriteFixed8((ulong)value.Ticks | ((ulong)value.Kind << KindShift));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static DateTime Read(ref PackReader reader)
    {
        ulong bits = reader.ReadFixed8();
        ulong ticks = bits & ((1UL << KindShift) - 1);
        var kind = (DateTimeKind)(bits >> KindShift);
        return ticks <= (ulong)DateTime.MaxValue.Ticks && kind <= DateTimeKind.Local
            ? new DateTime((long)ticks, kind)
            : throw reader.OutOfRange(bits, nameof(DateTime));
    }

    /// <inheritdoc/>
    public static DateTime Missing(ref PackReader reader) => default;

    private const int KindShift = 62;
}

/// <summary>
/// A <see cref="DateTimeOffset"/>: the local time's ticks of 100 ns, then the offset in minutes, eight bytes each.
/// </summary>
public readonly struct DateTimeOffsetShape : IShape<DateTimeOffset>
{
    /// <inheritdoc/>
    public static PackKind Kind => PackKind.Fixed16;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Write(ref PackWriter writer, DateTimeOffset value)
    {
        Span<byte> bytes = writer.Take(16);
        BinaryPrimitives.WriteInt64LittleEndian(bytes, value.Ticks);
        BinaryPrimitives.WriteInt64LittleEndian(bytes[8..], value.TotalOffsetMinutes);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static DateTimeOffset Read(ref PackReader reader)
    {
        ReadOnlySpan<byte> bytes = reader.Take(16);
        long ticks = BinaryPrimitives.ReadInt64LittleEndian(bytes);
        long minutes = BinaryPrimitives.ReadInt64LittleEndian(bytes[8..]);
        if (
            minutes is < -LargestOffset or > LargestOffset
            || !IsTime(ticks)
            || !IsTime(ticks - minutes * TimeSpan.TicksPerMinute)
        )
            throw reader.Malformed("no time with an offset");
        return new DateTimeOffset(ticks, new TimeSpan(minutes * TimeSpan.TicksPerMinute));
    }

    /// <inheritdoc/>
    public static DateTimeOffset Missing(ref PackReader reader) => default;

    // Fourteen hours, in minutes.
    private const int LargestOffset = 14 * 60;

    private static bool IsTime(long ticks) => (ulong)ticks <= (ulong)DateTime.MaxValue.Ticks;
}

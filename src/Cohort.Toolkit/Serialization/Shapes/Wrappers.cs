using System.Runtime.CompilerServices;

namespace Cohort.Serialization.Shapes;

/// <summary>A value type that may be null.</summary>
public readonly struct NullableOf<T, TShape> : IShape<T?>
    where T : struct
    where TShape : IShape<T>
{
    /// <inheritdoc/>
    public static PackKind Kind => TShape.Kind;

    /// <inheritdoc/>
    public static bool IsNullable => true;

    /// <inheritdoc/>
    public static void Write(ref PackWriter writer, T? value) => TShape.Write(ref writer, value.GetValueOrDefault());

    /// <inheritdoc/>
    public static T? Read(ref PackReader reader) => TShape.Read(ref reader);

    /// <inheritdoc/>
    public static T? Missing(ref PackReader reader) => null;
}

/// <summary>A reference that may be null.</summary>
public readonly struct OptionalOf<T, TShape> : IShape<T?>
    where T : class
    where TShape : IShape<T>
{
    /// <inheritdoc/>
    public static PackKind Kind => TShape.Kind;

    /// <inheritdoc/>
    public static bool IsNullable => true;

    /// <inheritdoc/>
    public static void Write(ref PackWriter writer, T? value) => TShape.Write(ref writer, value!);

    /// <inheritdoc/>
    public static T? Read(ref PackReader reader) => TShape.Read(ref reader);

    /// <inheritdoc/>
    public static T? Missing(ref PackReader reader) => null;
}

/// <summary>An enumeration: the number that it is of.</summary>
public readonly struct EnumOf<T, TNumber, TShape> : IShape<T>
    where T : struct, Enum
    where TNumber : struct
    where TShape : IShape<TNumber>
{
    /// <inheritdoc/>
    public static PackKind Kind => TShape.Kind;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Write(ref PackWriter writer, T value) =>
        TShape.Write(ref writer, Unsafe.BitCast<T, TNumber>(value));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Read(ref PackReader reader) => Unsafe.BitCast<TNumber, T>(TShape.Read(ref reader));

    /// <inheritdoc/>
    public static T Missing(ref PackReader reader) => default;
}

/// <summary>A type that packs itself.</summary>
public readonly struct PackedOf<T> : IShape<T>
    where T : IPacked<T>
{
    /// <inheritdoc/>
    public static PackKind Kind => PackKind.Record;

    /// <inheritdoc/>
    public static void Write(ref PackWriter writer, T value) => T.Write(ref writer, value);

    /// <inheritdoc/>
    public static T Read(ref PackReader reader) => T.Read(ref reader);

    /// <inheritdoc/>
    public static T Missing(ref PackReader reader) => T.Missing(ref reader);
}

using System.Runtime.CompilerServices;
using Cohort.Serialization.Shapes;

namespace Cohort.Serialization;

/// <summary>
/// Which codec a type has. Types that pack themselves are registered by generated code, when their assembly is loaded.
/// </summary>
public static class Codecs
{
    static Codecs()
    {
        AddNumbers();
        AddTimes();
        AddValue<Guid, GuidShape>();
        Add<string, StringShape>();
        Add<byte[], BytesShape>();
        AddValue<ReadOnlyMemory<byte>, ReadOnlyMemoryShape>();
    }

    /// <summary>Called by generated code, for each class that packs itself.</summary>
    public static void Register<T>()
        where T : class, IPacked<T> => Add<T, PackedOf<T>>();

    /// <summary>Called by generated code, for each struct that packs itself.</summary>
    public static void RegisterValue<T>()
        where T : struct, IPacked<T> => AddValue<T, PackedOf<T>>();

    internal static Codec<T> Find<T>()
    {
        if (Registered<T>.Codec is { } known)
            return known;
        // The module of a type that nothing has used yet has not registered it.
        Type type = Nullable.GetUnderlyingType(typeof(T)) ?? typeof(T);
        RuntimeHelpers.RunModuleConstructor(type.Module.ModuleHandle);
        return Registered<T>.Codec ?? FindEnum<T>() ?? throw NoCodec<T>();
    }

    private static Codec<T>? FindEnum<T>() =>
        !typeof(T).IsEnum
            ? null
            : Type.GetTypeCode(typeof(T)) switch
            {
                TypeCode.Byte => new EnumCodec<T, byte, ByteShape>(),
                TypeCode.SByte => new EnumCodec<T, sbyte, SByteShape>(),
                TypeCode.Int16 => new EnumCodec<T, short, Int16Shape>(),
                TypeCode.UInt16 => new EnumCodec<T, ushort, UInt16Shape>(),
                TypeCode.Int32 => new EnumCodec<T, int, Int32Shape>(),
                TypeCode.UInt32 => new EnumCodec<T, uint, UInt32Shape>(),
                TypeCode.Int64 => new EnumCodec<T, long, Int64Shape>(),
                TypeCode.UInt64 => new EnumCodec<T, ulong, UInt64Shape>(),
                _ => null,
            };

    private static NotSupportedException NoCodec<T>() =>
        new(
            $"There is no codec for {typeof(T)}. Mark the type [Packed], or where it is not yours, is generic, or is not "
                + "visible outside of another type, make it a member of a [Packed] record and use that record."
        );

    private static void AddNumbers()
    {
        AddValue<bool, BooleanShape>();
        AddValue<char, CharShape>();
        AddValue<byte, ByteShape>();
        AddValue<sbyte, SByteShape>();
        AddValue<short, Int16Shape>();
        AddValue<ushort, UInt16Shape>();
        AddValue<int, Int32Shape>();
        AddValue<uint, UInt32Shape>();
        AddValue<long, Int64Shape>();
        AddValue<ulong, UInt64Shape>();
        AddValue<Int128, Int128Shape>();
        AddValue<UInt128, UInt128Shape>();
        AddValue<float, SingleShape>();
        AddValue<double, DoubleShape>();
        AddValue<decimal, DecimalShape>();
    }

    private static void AddTimes()
    {
        AddValue<DateTime, DateTimeShape>();
        AddValue<DateTimeOffset, DateTimeOffsetShape>();
        AddValue<DateOnly, DateOnlyShape>();
        AddValue<TimeOnly, TimeOnlyShape>();
        AddValue<TimeSpan, TimeSpanShape>();
    }

    private static void Add<T, TShape>()
        where TShape : IShape<T> => Registered<T>.Codec = new ShapeCodec<T, TShape>();

    private static void AddValue<T, TShape>()
        where T : struct
        where TShape : IShape<T>
    {
        Add<T, TShape>();
        Add<T?, NullableOf<T, TShape>>();
    }

    private static class Registered<T>
    {
        public static Codec<T>? Codec;
    }
}

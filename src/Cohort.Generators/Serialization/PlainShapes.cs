using Cohort.Generators.Source;
using Microsoft.CodeAnalysis;

namespace Cohort.Generators.Serialization;

/// <summary>The types that the runtime knows by name.</summary>
internal static class PlainShapes
{
    private static readonly Dictionary<string, (string Name, Kind Kind)> ByName = new()
    {
        ["System.Boolean"] = ("BooleanShape", Kind.Varint),
        ["System.Char"] = ("CharShape", Kind.Varint),
        ["System.Byte"] = ("ByteShape", Kind.Varint),
        ["System.SByte"] = ("SByteShape", Kind.Varint),
        ["System.Int16"] = ("Int16Shape", Kind.Varint),
        ["System.UInt16"] = ("UInt16Shape", Kind.Varint),
        ["System.Int32"] = ("Int32Shape", Kind.Varint),
        ["System.UInt32"] = ("UInt32Shape", Kind.Varint),
        ["System.Int64"] = ("Int64Shape", Kind.Varint),
        ["System.UInt64"] = ("UInt64Shape", Kind.Varint),
        ["System.Int128"] = ("Int128Shape", Kind.Fixed16),
        ["System.UInt128"] = ("UInt128Shape", Kind.Fixed16),
        ["System.Single"] = ("SingleShape", Kind.Fixed4),
        ["System.Double"] = ("DoubleShape", Kind.Fixed8),
        ["System.Decimal"] = ("DecimalShape", Kind.Fixed16),
        ["System.String"] = ("StringShape", Kind.Bytes),
        ["System.Guid"] = ("GuidShape", Kind.Fixed16),
        ["System.DateTime"] = ("DateTimeShape", Kind.Fixed8),
        ["System.DateTimeOffset"] = ("DateTimeOffsetShape", Kind.Fixed16),
        ["System.DateOnly"] = ("DateOnlyShape", Kind.Varint),
        ["System.TimeOnly"] = ("TimeOnlyShape", Kind.Varint),
        ["System.TimeSpan"] = ("TimeSpanShape", Kind.Varint),
    };

    public static (string Name, Kind Kind)? Find(ITypeSymbol type) =>
        type switch
        {
            IArrayTypeSymbol { Rank: 1, ElementType.SpecialType: SpecialType.System_Byte } => (
                "BytesShape",
                Kind.Bytes
            ),
            INamedTypeSymbol { IsGenericType: true } generic => OfBytes(generic),
            INamedTypeSymbol when ByName.TryGetValue(Names.Metadata(type), out (string, Kind) found) => found,
            _ => null,
        };

    private static (string Name, Kind Kind)? OfBytes(INamedTypeSymbol type) =>
        type.TypeArguments[0].SpecialType != SpecialType.System_Byte
            ? null
            : Names.Metadata(type) switch
            {
                "System.ReadOnlyMemory`1" => ("ReadOnlyMemoryShape", Kind.Bytes),
                "System.Memory`1" => ("MemoryShape", Kind.Bytes),
                _ => null,
            };
}

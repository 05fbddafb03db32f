using Cohort.Generators.Source;
using Microsoft.CodeAnalysis;

namespace Cohort.Generators.Serialization;

/// <summary>Finds the shape of any type that can be packed.</summary>
internal static class Shapes
{
    public const string PackedAttribute = "Cohort.Serialization.PackedAttribute";

    private const string Runtime = "global::Cohort.Serialization.Shapes.";
    private const int LargestTuple = 7;

    /// <summary>The shape of a type, or why it has none: a sentence that says what to do.</summary>
    public static Shape? Find(ITypeSymbol type, out string? problem)
    {
        problem = null;
        try
        {
            return Of(type);
        }
        catch (NotPackableException error)
        {
            problem = error.Message;
            return null;
        }
    }

    /// <summary>The shape of a parameter that lives only while its method runs: bytes that stay where they lie; null for all others.</summary>
    public static Shape? OfSpan(ITypeSymbol type) =>
        Names.Metadata(type) == "System.ReadOnlySpan`1"
        && ((INamedTypeSymbol)type).TypeArguments[0].SpecialType == SpecialType.System_Byte
            ? Make(type, "ReadOnlySpanShape", Kind.Bytes, Absence.Default)
            : null;

    /// <summary>Whether a type packs itself: it is marked, or implements the interface by hand.</summary>
    public static bool PacksItself(ITypeSymbol type) =>
        type.Attribute(PackedAttribute) is not null
        || type.AllInterfaces.Any(face =>
            Names.Metadata(face) == "Cohort.Serialization.IPacked`1"
            && SymbolEqualityComparer.Default.Equals(face.TypeArguments[0], type)
        );

    private static Shape Of(ITypeSymbol type)
    {
        if (type is INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T } nullable)
            return Nullable(type, Of(nullable.TypeArguments[0]), "NullableOf");
        if (!type.IsReferenceType || type.NullableAnnotation == NullableAnnotation.NotAnnotated)
            return NotNull(type);
        return Nullable(
            type.WithNullableAnnotation(NullableAnnotation.Annotated),
            NotNull(type.WithNullableAnnotation(NullableAnnotation.NotAnnotated)),
            "OptionalOf"
        );
    }

    private static Shape Nullable(ITypeSymbol type, Shape inner, string wrapper) =>
        new(
            Names.Code(type),
            $"{Runtime}{wrapper}<{inner.Type}, {inner.Code}>",
            inner.Kind,
            Absence.Default,
            IsNullable: true
        );

    private static Shape NotNull(ITypeSymbol type) =>
        Plain(type) ?? Enumeration(type) ?? Collection(type) ?? Tuple(type) ?? Packed(type) ?? throw NotPackable(type);

    private static Shape? Plain(ITypeSymbol type) =>
        PlainShapes.Find(type) is not var (name, kind) ? null
        : type.IsReferenceType ? Make(type, name, kind, Absence.Reference)
        : Make(type, name, kind, Absence.Default);

    private static Shape? Enumeration(ITypeSymbol type)
    {
        if (type is not INamedTypeSymbol { EnumUnderlyingType: { } number })
            return null;
        string code = $"EnumOf<{Names.Code(type)}, {Names.Code(number)}, {Of(number).Code}>";
        return Make(type, code, Kind.Varint, Absence.Default);
    }

    private static Shape? Collection(ITypeSymbol type)
    {
        if (type is IArrayTypeSymbol array)
        {
            return array.Rank == 1
                ? Make(type, $"ArrayOf<{Arguments(array.ElementType)}>", Kind.List, Absence.Reference)
                : throw new NotPackableException($"{Names.Full(type)} has several dimensions; use an array of arrays");
        }
        if (type is not INamedTypeSymbol { IsGenericType: true } named)
            return null;
        ITypeSymbol first = named.TypeArguments[0];
        return Names.Metadata(named) switch
        {
            "System.Collections.Generic.List`1" => List("ListOf"),
            "System.Collections.Generic.IReadOnlyList`1" => List("ReadOnlyListOf"),
            "System.Collections.Generic.Queue`1" => List("QueueOf"),
            "System.Collections.Generic.Stack`1" => List("StackOf"),
            "System.Collections.Generic.HashSet`1" => List("HashSetOf"),
            "System.Collections.Generic.SortedSet`1" => List("SortedSetOf", Ordered(first)),
            "System.Collections.Immutable.ImmutableArray`1" => Make(
                type,
                $"ImmutableArrayOf<{Arguments(first)}>",
                Kind.List,
                Absence.ImmutableArray
            ),
            "System.Collections.Generic.Dictionary`2" => Map("DictionaryOf", first),
            "System.Collections.Generic.SortedDictionary`2" => Map("SortedDictionaryOf", Ordered(first)),
            "System.Collections.Generic.KeyValuePair`2" => Make(
                type,
                $"PairOf<{Arguments(first)}, {Arguments(named.TypeArguments[1])}>",
                Kind.Record,
                Absence.Value
            ),
            _ => null,
        };

        Shape List(string name, ITypeSymbol? element = null) =>
            Make(type, $"{name}<{Arguments(element ?? first)}>", Kind.List, Absence.Reference);

        Shape Map(string name, ITypeSymbol key)
        {
            Shape shape = NotNull(key.WithNullableAnnotation(NullableAnnotation.NotAnnotated));
            string code = $"{name}<{shape.Type}, {shape.Code}, {Arguments(named.TypeArguments[1])}>";
            return Make(type, code, Kind.Map, Absence.Reference);
        }
    }

    private static Shape? Tuple(ITypeSymbol type)
    {
        if (type is not INamedTypeSymbol { IsTupleType: true } tuple)
            return null;
        if (tuple.TupleElements.Length is < 2 or > LargestTuple)
            throw new NotPackableException(
                $"a tuple of {tuple.TupleElements.Length} is too long; use a [Packed] record"
            );
        string elements = string.Join(", ", tuple.TupleElements.Select(element => Arguments(element.Type)));
        return Make(type, $"TupleOf<{elements}>", Kind.Record, Absence.Value);
    }

    private static Shape? Packed(ITypeSymbol type)
    {
        if (!PacksItself(type))
            return null;
        if (type is INamedTypeSymbol { IsGenericType: true })
            throw new NotPackableException(
                $"{Names.Full(type)} is generic; use a [Packed] record without type arguments"
            );
        Absence absence = type.IsReferenceType ? Absence.Reference : Absence.Value;
        return Make(type, $"PackedOf<{Names.Code(type)}>", Kind.Record, absence);
    }

    private static string Arguments(ITypeSymbol type)
    {
        Shape shape = Of(type);
        return $"{shape.Type}, {shape.Code}";
    }

    private static Shape Make(ITypeSymbol type, string code, Kind kind, Absence absence) =>
        new(Names.Code(type), Runtime + code, kind, absence, IsNullable: false);

    // A sorted collection of what has no order fails only when it has two elements.
    private static ITypeSymbol Ordered(ITypeSymbol type) =>
        type.AllInterfaces.Any(face => Names.Metadata(face) is "System.IComparable" or "System.IComparable`1")
            ? type
            : throw new NotPackableException($"{Names.Full(type)} has no order; implement IComparable<{type.Name}>");

    private static NotPackableException NotPackable(ITypeSymbol type) =>
        new(
            type.TypeKind switch
            {
                TypeKind.Interface =>
                    $"{Names.Full(type)} is an interface; use List, Dictionary, or an abstract [Packed] record",
                _ when type.IsRefLikeType =>
                    $"{Names.Full(type)} lives only while a method runs; use an array, or ReadOnlyMemory<byte>",
                TypeKind.TypeParameter => $"{Names.Full(type)} may be any type; use a type that is known here",
                _ => $"{Names.Full(type)} is not marked [Packed], which is in Cohort.Serialization; mark it, or "
                    + "leave the member out with [NotPacked]",
            }
        );

    private sealed class NotPackableException(string message) : Exception(message);
}

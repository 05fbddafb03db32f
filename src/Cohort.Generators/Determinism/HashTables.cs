using System.Collections.Immutable;
using Cohort.Generators.Source;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Cohort.Generators.Determinism;

/// <summary>Where something goes through a hash table in the order in which it happens to lie there.</summary>
internal static class HashTables
{
    /// <summary>A collection expression. The compiler's library that this is built with, so that it runs in older compilers too, has no
    /// name for it.</summary>
    public const OperationKind CollectionExpression = (OperationKind)0x7F;

    private const OperationKind Spread = (OperationKind)0x80;
    private const string Linq = "System.Linq.Enumerable";

    private static readonly HashSet<string> s_tables =
    [
        "System.Collections.Generic.Dictionary`2",
        "System.Collections.Generic.Dictionary`2+KeyCollection",
        "System.Collections.Generic.Dictionary`2+ValueCollection",
        "System.Collections.Generic.HashSet`1",
        "System.Collections.Concurrent.ConcurrentDictionary`2",
        "System.Collections.Frozen.FrozenDictionary`2",
        "System.Collections.Frozen.FrozenSet`1",
        "System.Collections.Immutable.ImmutableDictionary`2",
        "System.Collections.Immutable.ImmutableHashSet`1",
        "System.Collections.Hashtable",
    ];

    // These have an order of their own, or none, whatever they are made from.
    private static readonly HashSet<string> s_sorted =
    [
        "System.Collections.Frozen.FrozenDictionary",
        "System.Collections.Frozen.FrozenSet",
        "System.Collections.Generic.IReadOnlySet`1",
        "System.Collections.Generic.ISet`1",
        "System.Collections.Generic.SortedDictionary`2",
        "System.Collections.Generic.SortedList`2",
        "System.Collections.Generic.SortedSet`1",
        "System.Collections.Immutable.ImmutableDictionary",
        "System.Collections.Immutable.ImmutableHashSet",
        "System.Collections.Immutable.ImmutableSortedDictionary",
        "System.Collections.Immutable.ImmutableSortedDictionary`2",
        "System.Collections.Immutable.ImmutableSortedSet",
        "System.Collections.Immutable.ImmutableSortedSet`1",
    ];

    private static readonly HashSet<string> s_sequences =
    [
        "System.Collections.ICollection",
        "System.Collections.IEnumerable",
        "System.Collections.Generic.ICollection`1",
        "System.Collections.Generic.IEnumerable`1",
        "System.Collections.Generic.IReadOnlyCollection`1",
    ];

    // Of what these are given besides what they go through, they only look whether something is in it.
    private static readonly HashSet<string> s_pickers = ["Except", "ExceptBy", "Intersect", "IntersectBy"];

    // Whatever order it is in, these come to the same.
    private static readonly HashSet<string> s_orderless =
    [
        "All",
        "Any",
        "Contains",
        "Count",
        "LongCount",
        "Max",
        "Min",
        "Order",
        "OrderBy",
        "OrderByDescending",
        "OrderDescending",
        "ToDictionary",
        "ToHashSet",
    ];

    /// <summary>What a loop goes through in the order of a hash table; null where it does not.</summary>
    public static IOperation? In(IForEachLoopOperation loop) => Table(loop.Collection);

    /// <summary>What a method goes through in the order of a hash table; null where it does not, or where that makes no
    /// difference.</summary>
    public static IOperation? In(IInvocationOperation call)
    {
        if (!IsQuery(call))
            return In(call.Arguments, call.TargetMethod);
        if (GoneThrough(call) is not { } table)
            return null;
        for (IInvocationOperation? step = call; step is not null; step = NextStep(step))
            if (IsOrderless(step.TargetMethod))
                return null;
        return table;
    }

    /// <summary>What an object is made from in the order of a hash table; null where it is not, or where that makes no
    /// difference.</summary>
    public static IOperation? In(IObjectCreationOperation made) =>
        made.Constructor is { } constructor ? In(made.Arguments, constructor) : null;

    /// <summary>What is put into a collection in the order of a hash table; null where nothing is, or where that makes no
    /// difference.</summary>
    public static IOperation? InExpression(IOperation made) =>
        IsWithoutOrder(made.Type)
            ? null
            : made
                .ChildOperations.Where(element => element.Kind == Spread)
                .Select(spread => Table(spread.ChildOperations.First()))
                .FirstOrDefault(table => table is not null);

    // Whoever takes anything that can be gone through goes through it; a set or a dictionary is asked for what is in it.
    private static IOperation? In(ImmutableArray<IArgumentOperation> arguments, IMethodSymbol method) =>
        IsWithoutOrder(method.ContainingType)
            ? null
            : arguments
                .Where(argument => argument.Parameter is { } parameter && IsSequence(parameter.Type))
                .Select(argument => Table(argument.Value))
                .FirstOrDefault(table => table is not null);

    private static IOperation? GoneThrough(IInvocationOperation query) =>
        Table(query.Arguments[0].Value)
        ?? (s_pickers.Contains(query.TargetMethod.Name) ? null : In(query.Arguments, query.TargetMethod));

    private static bool IsSequence(ITypeSymbol type) => s_sequences.Contains(Names.Metadata(type));

    private static bool IsWithoutOrder(ITypeSymbol? type) =>
        type is not null && Names.Metadata(type) is var name && (s_tables.Contains(name) || s_sorted.Contains(name));

    private static bool IsQuery(IInvocationOperation call) =>
        call.Arguments.Length > 0 && call.TargetMethod.ContainingType is { } type && Names.Metadata(type) == Linq;

    // Sums of whole numbers do not depend on the order; those of fractions are rounded on the way.
    private static bool IsOrderless(IMethodSymbol method) =>
        s_orderless.Contains(method.Name)
        || method.Name == "Sum"
            && method.ReturnType.SpecialType is SpecialType.System_Int32 or SpecialType.System_Int64;

    /// <summary>The query that goes on with what this one has found.</summary>
    private static IInvocationOperation? NextStep(IInvocationOperation call)
    {
        IOperation? above = call.Parent;
        while (above is IConversionOperation or IArgumentOperation)
            above = above.Parent;
        return above is IInvocationOperation next && IsQuery(next) && Unconverted(next.Arguments[0].Value) == call
            ? next
            : null;
    }

    private static IOperation? Table(IOperation source)
    {
        source = Unconverted(source);
        return source.Type is { } type && s_tables.Contains(Names.Metadata(type)) ? source : null;
    }

    private static IOperation Unconverted(IOperation value)
    {
        while (value is IConversionOperation { IsImplicit: true } conversion)
            value = conversion.Operand;
        return value;
    }
}

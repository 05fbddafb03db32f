using Cohort.Generators.Source;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Cohort.Generators.Determinism;

/// <summary>Where something goes through a hash table in the order in which it happens to lie there.</summary>
internal static class HashTables
{
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

    /// <summary>What a query goes through in the order of a hash table; null where it does not, or where that makes no
    /// difference.</summary>
    public static IOperation? In(IInvocationOperation call)
    {
        if (!IsQuery(call) || Table(call.Arguments[0].Value) is not { } table)
            return null;
        for (IInvocationOperation? step = call; step is not null; step = NextStep(step))
            if (IsOrderless(step.TargetMethod))
                return null;
        return table;
    }

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

using Cohort.Server.Data.Values;

namespace Cohort.Server.Commands.Sets;

/// <summary>Sets made of sets. A key that is not there is an empty one.</summary>
internal static class SetAlgebra
{
    private delegate SetValue Operation(List<SetValue> sets);

    /// <summary>SINTER key [key …]</summary>
    public static void Intersection(in Arguments arguments, Execution execution) =>
        Answer(arguments, execution, static sets => Intersect(sets, long.MaxValue));

    /// <summary>SUNION key [key …]</summary>
    public static void Union(in Arguments arguments, Execution execution) => Answer(arguments, execution, Unite);

    /// <summary>SDIFF key [key …]</summary>
    public static void Difference(in Arguments arguments, Execution execution) =>
        Answer(arguments, execution, Subtract);

    /// <summary>SINTERSTORE destination key [key …]</summary>
    public static void StoreIntersection(in Arguments arguments, Execution execution) =>
        Store(arguments, execution, static sets => Intersect(sets, long.MaxValue));

    /// <summary>SUNIONSTORE destination key [key …]</summary>
    public static void StoreUnion(in Arguments arguments, Execution execution) => Store(arguments, execution, Unite);

    /// <summary>SDIFFSTORE destination key [key …]</summary>
    public static void StoreDifference(in Arguments arguments, Execution execution) =>
        Store(arguments, execution, Subtract);

    /// <summary>SINTERCARD numkeys key [key …] [LIMIT limit]</summary>
    public static void IntersectionCount(in Arguments arguments, Execution execution)
    {
        if (!execution.TryReadKeys(arguments, 1, 0, out int keys))
            return;
        if (!execution.TryReadOnlyLimit(arguments, 2 + keys, out long limit))
            return;
        if (TryFind(arguments, 2, keys, execution, out List<SetValue> sets))
            execution.Reply.Integer(Intersect(sets, limit).Count);
    }

    private static void Answer(in Arguments arguments, Execution execution, Operation operation)
    {
        if (!TryFind(arguments, 1, arguments.Count - 1, execution, out List<SetValue> sets))
            return;
        SetValue result = operation(sets);
        execution.Reply.Set(result.Count);
        foreach (SetMember member in result)
            execution.Reply.Bulk(member.Key);
    }

    private static void Store(in Arguments arguments, Execution execution, Operation operation)
    {
        if (!TryFind(arguments, 2, arguments.Count - 2, execution, out List<SetValue> sets))
            return;
        SetValue result = operation(sets);
        if (result.IsEmpty)
            execution.Database.Remove(arguments[1]);
        else
            execution.Database.Set(arguments[1], result);
        execution.Reply.Integer(result.Count);
    }

    private static bool TryFind(
        in Arguments arguments,
        int first,
        int count,
        Execution execution,
        out List<SetValue> sets
    )
    {
        sets = [];
        for (int index = first; index < first + count; index++)
        {
            if (!execution.TryFind(arguments[index], out SetValue? set))
                return false;
            sets.Add(set ?? new SetValue());
        }
        return true;
    }

    // The members of the smallest are asked for in the others: it takes no more steps than that one has members.
    private static SetValue Intersect(List<SetValue> sets, long limit)
    {
        var result = new SetValue();
        SetValue smallest = sets.MinBy(set => set.Count)!;
        foreach (SetMember member in smallest)
        {
            if (result.Count >= limit)
                break;
            if (sets.TrueForAll(set => set == smallest || set.Contains(member.Key)))
                result.Add(member.Key);
        }
        return result;
    }

    private static SetValue Unite(List<SetValue> sets)
    {
        var result = new SetValue();
        foreach (SetValue set in sets)
        foreach (SetMember member in set)
            result.Add(member.Key);
        return result;
    }

    private static SetValue Subtract(List<SetValue> sets)
    {
        var result = new SetValue();
        foreach (SetMember member in sets[0])
            if (!sets.Skip(1).Any(set => set.Contains(member.Key)))
                result.Add(member.Key);
        return result;
    }
}

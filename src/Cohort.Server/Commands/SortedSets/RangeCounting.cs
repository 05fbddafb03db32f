using Cohort.Server.Data;
using Cohort.Server.Data.Values;

namespace Cohort.Server.Commands.SortedSets;

/// <summary>Ranges that are counted, or taken out.</summary>
internal static class RangeCounting
{
    /// <summary>ZCOUNT key min max</summary>
    public static void CountByScore(in Arguments arguments, Execution execution) =>
        Count(arguments, execution, RangeKind.Score);

    /// <summary>ZLEXCOUNT key min max</summary>
    public static void CountByMember(in Arguments arguments, Execution execution) =>
        Count(arguments, execution, RangeKind.Member);

    /// <summary>ZREMRANGEBYRANK key first last</summary>
    public static void RemoveByRank(in Arguments arguments, Execution execution) =>
        Remove(arguments, execution, RangeKind.Rank);

    /// <summary>ZREMRANGEBYSCORE key min max</summary>
    public static void RemoveByScore(in Arguments arguments, Execution execution) =>
        Remove(arguments, execution, RangeKind.Score);

    /// <summary>ZREMRANGEBYLEX key min max</summary>
    public static void RemoveByMember(in Arguments arguments, Execution execution) =>
        Remove(arguments, execution, RangeKind.Member);

    private static void Count(in Arguments arguments, Execution execution, RangeKind kind)
    {
        if (!execution.TryReadRange(kind, false, arguments[2], arguments[3], out IRange? range))
            return;
        if (execution.TryFind(arguments[1], out SortedSetValue? set))
            execution.Reply.Integer(set is null ? 0 : range.RanksIn(set).Count);
    }

    private static void Remove(in Arguments arguments, Execution execution, RangeKind kind)
    {
        if (!execution.TryReadRange(kind, false, arguments[2], arguments[3], out IRange? range))
            return;
        if (!execution.TryFind(arguments[1], out Entry? entry, out SortedSetValue? set))
            return;
        int removed = 0;
        if (entry is not null && set is not null)
        {
            (int from, removed) = range.RanksIn(set);
            foreach (ScoredMember member in set.From(from, removed).ToArray())
                set.Remove(member.Key);
            if (removed > 0)
                execution.Changed(entry);
        }
        execution.Reply.Integer(removed);
    }
}

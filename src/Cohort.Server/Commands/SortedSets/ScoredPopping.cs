using System.Diagnostics.CodeAnalysis;
using Cohort.Server.Data;
using Cohort.Server.Data.Values;

namespace Cohort.Server.Commands.SortedSets;

/// <summary>One of the two ends of a sorted set.</summary>
internal enum ScoreEnd
{
    /// <summary>Where the lowest score is.</summary>
    Lowest,

    /// <summary>Where the highest score is.</summary>
    Highest,
}

/// <summary>Members that are taken from an end.</summary>
internal static class ScoredPopping
{
    /// <summary>ZPOPMIN key [count]</summary>
    public static void Lowest(in Arguments arguments, Execution execution) =>
        Pop(arguments, execution, ScoreEnd.Lowest);

    /// <summary>ZPOPMAX key [count]</summary>
    public static void Highest(in Arguments arguments, Execution execution) =>
        Pop(arguments, execution, ScoreEnd.Highest);

    /// <summary>ZMPOP numkeys key [key …] MIN | MAX [COUNT count]</summary>
    public static void Many(in Arguments arguments, Execution execution)
    {
        if (!TryReadMany(arguments, execution, 1, out int keys, out ScoreEnd end, out long count))
            return;
        for (int index = 2; index < 2 + keys; index++)
        {
            if (!execution.TryFind(arguments[index], out SortedSetValue? _))
                return;
            if (TryPopMany(execution, arguments[index], end, count))
                return;
        }
        execution.Reply.NullArray();
    }

    /// <summary>Reads what says from which of some keys how many members are to be taken: numkeys key [key …] MIN |
    /// MAX [COUNT count]</summary>
    /// <param name="arguments">The command.</param>
    /// <param name="execution">Gets the reply where it makes no sense.</param>
    /// <param name="first">Where the number of keys stands; the keys stand behind it.</param>
    /// <param name="keys">How many keys.</param>
    /// <param name="end">The end.</param>
    /// <param name="count">How many members at most.</param>
    internal static bool TryReadMany(
        in Arguments arguments,
        Execution execution,
        int first,
        out int keys,
        out ScoreEnd end,
        out long count
    )
    {
        (end, count) = (ScoreEnd.Lowest, 1);
        if (!execution.TryReadKeys(arguments, first, 1, out keys))
            return false;
        int index = first + keys + 1;
        bool isHighest = arguments.Is(index, "MAX"u8);
        end = isHighest ? ScoreEnd.Highest : ScoreEnd.Lowest;
        if (isHighest || arguments.Is(index, "MIN"u8))
            return execution.TryReadOnlyCount(arguments, index + 1, out count);
        execution.Reply.Error(Errors.Syntax);
        return false;
    }

    /// <summary>Takes the member at an end of a key's sorted set.</summary>
    /// <returns>False where the key has no sorted set.</returns>
    internal static bool TryPop(
        Execution execution,
        ReadOnlySpan<byte> key,
        ScoreEnd end,
        [MaybeNullWhen(false)] out ScoredMember member
    )
    {
        member = null;
        if (execution.Find(key) is not { Value: SortedSetValue set } entry)
            return false;
        member = Take(execution, entry, set, end, 1)[0];
        return true;
    }

    /// <summary>Takes members at an end of a key's sorted set, and replies with the key and with them and their
    /// scores.</summary>
    /// <returns>False where the key has no sorted set: no reply is written then.</returns>
    internal static bool TryPopMany(Execution execution, ReadOnlySpan<byte> key, ScoreEnd end, long count)
    {
        if (execution.Find(key) is not { Value: SortedSetValue set } entry)
            return false;
        execution.Reply.Array(2);
        execution.Reply.Bulk(key);
        execution.Reply.Pairs(Take(execution, entry, set, end, count));
        return true;
    }

    private static void Pop(in Arguments arguments, Execution execution, ScoreEnd end)
    {
        if (arguments.Count > 3)
        {
            execution.Reply.Error(Errors.Syntax);
            return;
        }
        bool isCounted = arguments.Count == 3;
        long count = 1;
        if (isCounted && !execution.TryReadCount(arguments[2], out count))
            return;
        if (!execution.TryFind(arguments[1], out Entry? entry, out SortedSetValue? set))
            return;
        ScoredMember[] taken = entry is null || set is null ? [] : Take(execution, entry, set, end, count);
        if (isCounted || taken.Length == 0)
        {
            execution.Reply.Members(taken, withScores: true);
            return;
        }
        execution.Reply.Array(2);
        execution.Reply.Bulk(taken[0].Key);
        execution.Reply.Double(taken[0].Score);
    }

    private static ScoredMember[] Take(Execution execution, Entry entry, SortedSetValue set, ScoreEnd end, long most)
    {
        int count = (int)Math.Min(most, set.Count);
        bool isReversed = end == ScoreEnd.Highest;
        ScoredMember[] taken = [.. set.From(isReversed ? set.Count - 1 : 0, count, isReversed)];
        foreach (ScoredMember member in taken)
            set.Remove(member.Key);
        if (count > 0)
            execution.Changed(entry);
        return taken;
    }
}

using Cohort.Server.Data;
using Cohort.Server.Data.Values;

namespace Cohort.Server.Commands.SortedSets;

/// <summary>Who is in a sorted set, with which score, and where.</summary>
internal static class ScoredMembership
{
    /// <summary>ZREM key member [member …]</summary>
    public static void Remove(in Arguments arguments, Execution execution)
    {
        if (!execution.TryFind(arguments[1], out Entry? entry, out SortedSetValue? set))
            return;
        int removed = 0;
        if (entry is not null && set is not null)
        {
            for (int index = 2; index < arguments.Count; index++)
                if (set.Remove(arguments[index]))
                    removed++;
            if (removed > 0)
                execution.Changed(entry);
        }
        execution.Reply.Integer(removed);
    }

    /// <summary>ZSCORE key member</summary>
    public static void Score(in Arguments arguments, Execution execution)
    {
        if (execution.TryFind(arguments[1], out SortedSetValue? set))
            execution.Reply.ScoreOrNull(Find(set, arguments[2]));
    }

    /// <summary>ZMSCORE key member [member …]</summary>
    public static void Scores(in Arguments arguments, Execution execution)
    {
        if (!execution.TryFind(arguments[1], out SortedSetValue? set))
            return;
        execution.Reply.Array(arguments.Count - 2);
        for (int index = 2; index < arguments.Count; index++)
            execution.Reply.ScoreOrNull(Find(set, arguments[index]));
    }

    /// <summary>ZCARD key</summary>
    public static void Count(in Arguments arguments, Execution execution)
    {
        if (execution.TryFind(arguments[1], out SortedSetValue? set))
            execution.Reply.Integer(set?.Count ?? 0);
    }

    /// <summary>ZRANK key member</summary>
    public static void Rank(in Arguments arguments, Execution execution) => Rank(arguments, execution, false);

    /// <summary>ZREVRANK key member</summary>
    public static void RankFromHighest(in Arguments arguments, Execution execution) => Rank(arguments, execution, true);

    /// <summary>ZRANDMEMBER key [count [WITHSCORES]]</summary>
    public static void Draw(in Arguments arguments, Execution execution)
    {
        bool withScores = false;
        long wanted = 1;
        bool isCounted = arguments.Count > 2;
        if (isCounted && !execution.TryReadDraws(arguments, "WITHSCORES"u8, out wanted, out withScores))
            return;
        if (!execution.TryFind(arguments[1], out SortedSetValue? set))
            return;
        List<ScoredMember> drawn = set is null ? [] : RandomDraws.Some(execution, set, wanted);
        if (isCounted)
            execution.Reply.Members(drawn, withScores);
        else if (drawn.Count == 0)
            execution.Reply.Null();
        else
            execution.Reply.Bulk(drawn[0].Key);
    }

    /// <summary>ZSCAN key cursor [MATCH pattern] [COUNT count]</summary>
    public static void Scan(in Arguments arguments, Execution execution) =>
        TableScan.Run<SortedSetValue, ScoredMember>(
            arguments,
            execution,
            2,
            static (execution, set, member) =>
            {
                execution.Reply.Bulk(member.Key);
                execution.Reply.StoredScore(set, member.Score);
            }
        );

    private static void Rank(in Arguments arguments, Execution execution, bool isFromHighest)
    {
        if (!execution.TryFind(arguments[1], out SortedSetValue? set))
            return;
        if (set is null || Find(set, arguments[2]) is not { } member)
        {
            execution.Reply.Null();
            return;
        }
        int rank = set.RankOf(member);
        execution.Reply.Integer(isFromHighest ? set.Count - 1 - rank : rank);
    }

    private static ScoredMember? Find(SortedSetValue? set, ReadOnlySpan<byte> member) =>
        set is not null && set.TryFind(member, out ScoredMember? found) ? found : null;
}

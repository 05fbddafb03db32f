using Cohort.Server.Data.Values;

namespace Cohort.Server.Commands.SortedSets;

/// <summary>Ranges that are told, or stored under another key.</summary>
internal static class Ranging
{
    private ref struct Options
    {
        // Null: ranks, but the command may still say something else.
        public RangeKind? Kind;
        public bool? IsReversed;
        public bool MayHaveScores;
        public bool WithScores;
        public long Offset;
        public long Limit;
    }

    /// <summary>ZRANGE key min max [BYSCORE | BYLEX] [REV] [LIMIT offset count] [WITHSCORES]</summary>
    public static void Range(in Arguments arguments, Execution execution) => Answer(arguments, execution, null, null);

    /// <summary>ZREVRANGE key first last [WITHSCORES]</summary>
    public static void RangeFromHighest(in Arguments arguments, Execution execution) =>
        Answer(arguments, execution, RangeKind.Rank, true);

    /// <summary>ZRANGEBYSCORE key min max [WITHSCORES] [LIMIT offset count]</summary>
    public static void ByScore(in Arguments arguments, Execution execution) =>
        Answer(arguments, execution, RangeKind.Score, false);

    /// <summary>ZREVRANGEBYSCORE key max min [WITHSCORES] [LIMIT offset count]</summary>
    public static void ByScoreFromHighest(in Arguments arguments, Execution execution) =>
        Answer(arguments, execution, RangeKind.Score, true);

    /// <summary>ZRANGEBYLEX key min max [LIMIT offset count]</summary>
    public static void ByMember(in Arguments arguments, Execution execution) =>
        Answer(arguments, execution, RangeKind.Member, false);

    /// <summary>ZREVRANGEBYLEX key max min [LIMIT offset count]</summary>
    public static void ByMemberFromHighest(in Arguments arguments, Execution execution) =>
        Answer(arguments, execution, RangeKind.Member, true);

    /// <summary>ZRANGESTORE destination source min max [BYSCORE | BYLEX] [REV] [LIMIT offset count]</summary>
    public static void Store(in Arguments arguments, Execution execution)
    {
        var options = new Options { Limit = -1 };
        if (!TrySelect(arguments, 2, execution, ref options, out List<ScoredMember> selected))
            return;
        if (selected.Count == 0)
        {
            execution.Database.Remove(arguments[1]);
        }
        else
        {
            var stored = new SortedSetValue();
            foreach (ScoredMember member in selected)
                stored.Set(member.Key, member.Score);
            execution.Database.Set(arguments[1], stored);
        }
        execution.Reply.Integer(selected.Count);
    }

    private static void Answer(in Arguments arguments, Execution execution, RangeKind? kind, bool? isReversed)
    {
        var options = new Options
        {
            Kind = kind,
            IsReversed = isReversed,
            MayHaveScores = true,
            Limit = -1,
        };
        if (TrySelect(arguments, 1, execution, ref options, out List<ScoredMember> selected))
            execution.Reply.Members(selected, options.WithScores);
    }

    // The members of the range, of the key at an index of the command, behind which its bounds and its options stand.
    private static bool TrySelect(
        in Arguments arguments,
        int key,
        Execution execution,
        ref Options options,
        out List<ScoredMember> selected
    )
    {
        selected = [];
        if (!TryRead(arguments, key + 3, execution, ref options))
            return false;
        RangeKind kind = options.Kind ?? RangeKind.Rank;
        // "LIMIT … -1" limits nothing, and is let pass: then it begins nowhere else either.
        if (kind == RangeKind.Rank)
            options.Offset = 0;
        bool isReversed = options.IsReversed ?? false;
        // From the highest score on, bounds of scores and of members also come with the higher one first.
        bool isHighestFirst = isReversed && kind != RangeKind.Rank;
        int least = isHighestFirst ? key + 2 : key + 1;
        int most = isHighestFirst ? key + 1 : key + 2;
        if (!execution.TryReadRange(kind, isReversed, arguments[least], arguments[most], out IRange? range))
            return false;
        if (!execution.TryFind(arguments[key], out SortedSetValue? set))
            return false;
        if (set is not null)
            selected = Select(set, range, isReversed, options);
        return true;
    }

    private static List<ScoredMember> Select(SortedSetValue set, IRange range, bool isReversed, in Options options)
    {
        (int from, int count) = range.RanksIn(set);
        if (options.Offset < 0 || options.Offset >= count)
            return [];
        int skipped = (int)options.Offset;
        int taken = count - skipped;
        if (options.Limit >= 0)
            taken = (int)Math.Min(taken, options.Limit);
        return [.. set.From(isReversed ? from + count - 1 - skipped : from + skipped, taken, isReversed)];
    }

    private static bool TryRead(in Arguments arguments, int first, Execution execution, ref Options options)
    {
        for (int index = first; index < arguments.Count; index++)
        {
            if (options.MayHaveScores && arguments.Is(index, "WITHSCORES"u8))
            {
                options.WithScores = true;
            }
            else if (index + 2 < arguments.Count && arguments.Is(index, "LIMIT"u8))
            {
                if (
                    !execution.TryReadInteger(arguments[index + 1], out options.Offset)
                    || !execution.TryReadInteger(arguments[index + 2], out options.Limit)
                )
                    return false;
                index += 2;
            }
            else if (options.IsReversed is null && arguments.Is(index, "REV"u8))
            {
                options.IsReversed = true;
            }
            else if (options.Kind is null && arguments.Is(index, "BYLEX"u8))
            {
                options.Kind = RangeKind.Member;
            }
            else if (options.Kind is null && arguments.Is(index, "BYSCORE"u8))
            {
                options.Kind = RangeKind.Score;
            }
            else
            {
                execution.Reply.Error(Errors.Syntax);
                return false;
            }
        }
        return TryCheck(execution, options);
    }

    private static bool TryCheck(Execution execution, in Options options)
    {
        if (options.Limit != -1 && options.Kind is (null or RangeKind.Rank))
        {
            execution.Reply.Error(
                "ERR syntax error, LIMIT is only supported in combination with either BYSCORE or BYLEX"u8
            );
            return false;
        }
        if (!options.WithScores || options.Kind != RangeKind.Member)
            return true;
        execution.Reply.Error("ERR syntax error, WITHSCORES not supported in combination with BYLEX"u8);
        return false;
    }
}

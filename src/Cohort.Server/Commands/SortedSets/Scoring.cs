using Cohort.Server.Data;
using Cohort.Server.Data.Values;

namespace Cohort.Server.Commands.SortedSets;

/// <summary>Scores that members are given.</summary>
internal static class Scoring
{
    [Flags]
    private enum Options
    {
        None = 0,
        OnlyNew = 1,
        OnlyPresent = 2,
        OnlyGreater = 4,
        OnlyLess = 8,
        CountChanged = 16,
        Increment = 32,
    }

    private enum Outcome
    {
        Nothing,
        Same,
        Added,
        Updated,
        NotANumber,
    }

    /// <summary>ZADD key [NX | XX] [GT | LT] [CH] [INCR] score member [score member …]</summary>
    public static void Add(in Arguments arguments, Execution execution) => Add(arguments, execution, Options.None);

    /// <summary>ZINCRBY key increment member</summary>
    public static void Increment(in Arguments arguments, Execution execution) =>
        Add(arguments, execution, Options.Increment);

    private static void Add(in Arguments arguments, Execution execution, Options options)
    {
        int first = 2;
        for (; first < arguments.Count && OptionAt(arguments, first) is var option and not Options.None; first++)
            options |= option;
        if (
            !TryCheck(arguments, first, options, execution)
            || !TryReadScores(arguments, first, execution, out double[] scores)
        )
            return;
        if (options.HasFlag(Options.OnlyPresent))
        {
            if (!execution.TryFind(arguments[1], out SortedSetValue? present))
                return;
            if (present is null)
            {
                WriteNothing(execution, options);
                return;
            }
        }
        // To a set that is not there, at least one member is always added otherwise: it does not stay empty.
        if (execution.TryFindOrAdd(arguments[1], out Entry entry, out SortedSetValue set))
            Add(arguments, first, scores, options, execution, entry, set);
    }

    private static void Add(
        in Arguments arguments,
        int first,
        double[] scores,
        Options options,
        Execution execution,
        Entry entry,
        SortedSetValue set
    )
    {
        int added = 0;
        int updated = 0;
        var outcome = Outcome.Nothing;
        for (int index = 0; index < scores.Length; index++)
        {
            outcome = Set(set, arguments[first + 2 * index + 1], ref scores[index], options);
            added += outcome == Outcome.Added ? 1 : 0;
            updated += outcome == Outcome.Updated ? 1 : 0;
        }
        if (added + updated > 0)
            execution.Changed(entry);
        if (outcome == Outcome.NotANumber)
            execution.Reply.Error("ERR resulting score is not a number (NaN)"u8);
        else if (!options.HasFlag(Options.Increment))
            execution.Reply.Integer(options.HasFlag(Options.CountChanged) ? added + updated : added);
        else if (outcome == Outcome.Nothing)
            execution.Reply.Null();
        else
            execution.Reply.Double(scores[0]);
    }

    private static Outcome Set(SortedSetValue set, ReadOnlySpan<byte> member, ref double score, Options options)
    {
        if (!set.TryFind(member, out ScoredMember? present))
        {
            if (options.HasFlag(Options.OnlyPresent))
                return Outcome.Nothing;
            set.Set(member, score);
            return Outcome.Added;
        }
        if (options.HasFlag(Options.OnlyNew))
            return Outcome.Nothing;
        if (options.HasFlag(Options.Increment))
            score += present.Score;
        if (double.IsNaN(score))
            return Outcome.NotANumber;
        if (options.HasFlag(Options.OnlyLess) && score >= present.Score)
            return Outcome.Nothing;
        if (options.HasFlag(Options.OnlyGreater) && score <= present.Score)
            return Outcome.Nothing;
        if (score == present.Score)
            return Outcome.Same;
        set.Set(member, score);
        return Outcome.Updated;
    }

    private static Options OptionAt(in Arguments arguments, int index) =>
        arguments.Is(index, "NX"u8) ? Options.OnlyNew
        : arguments.Is(index, "XX"u8) ? Options.OnlyPresent
        : arguments.Is(index, "GT"u8) ? Options.OnlyGreater
        : arguments.Is(index, "LT"u8) ? Options.OnlyLess
        : arguments.Is(index, "CH"u8) ? Options.CountChanged
        : arguments.Is(index, "INCR"u8) ? Options.Increment
        : Options.None;

    private static bool TryCheck(in Arguments arguments, int first, Options options, Execution execution)
    {
        int pairs = arguments.Count - first;
        const Options Order = Options.OnlyNew | Options.OnlyGreater | Options.OnlyLess;
        if (pairs == 0 || pairs % 2 != 0)
            execution.Reply.Error(Errors.Syntax);
        else if (options.HasFlag(Options.OnlyNew | Options.OnlyPresent))
            execution.Reply.Error("ERR XX and NX options at the same time are not compatible"u8);
        else if (System.Numerics.BitOperations.PopCount((uint)(options & Order)) > 1)
            execution.Reply.Error("ERR GT, LT, and/or NX options at the same time are not compatible"u8);
        else if (options.HasFlag(Options.Increment) && pairs > 2)
            execution.Reply.Error("ERR INCR option supports a single increment-element pair"u8);
        else
            return true;
        return false;
    }

    private static bool TryReadScores(in Arguments arguments, int first, Execution execution, out double[] scores)
    {
        scores = new double[(arguments.Count - first) / 2];
        for (int index = 0; index < scores.Length; index++)
            if (!execution.TryReadDouble(arguments[first + 2 * index], out scores[index]))
                return false;
        return true;
    }

    private static void WriteNothing(Execution execution, Options options)
    {
        if (options.HasFlag(Options.Increment))
            execution.Reply.Null();
        else
            execution.Reply.Integer(0);
    }
}

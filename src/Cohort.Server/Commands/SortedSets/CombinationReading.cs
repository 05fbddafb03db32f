using Cohort.Server.Data;
using Cohort.Server.Data.Values;

namespace Cohort.Server.Commands.SortedSets;

/// <summary>How sets are combined.</summary>
internal enum Combination
{
    /// <summary>Who is in any.</summary>
    Union,

    /// <summary>Who is in all.</summary>
    Intersection,

    /// <summary>Who is in the first, and in no other.</summary>
    Difference,
}

/// <summary>What becomes of the scores that a member has in several sets.</summary>
internal enum Aggregate
{
    /// <summary>They are added.</summary>
    Sum,

    /// <summary>The lowest counts.</summary>
    Least,

    /// <summary>The highest counts.</summary>
    Most,
}

/// <summary>Which sets are to be combined, and how: numkeys key [key …] [WEIGHTS weight …] [AGGREGATE SUM | MIN | MAX]
/// [WITHSCORES]</summary>
internal sealed class CombinationReading
{
    private CombinationReading(List<ScoredSource> sources) => Sources = sources;

    /// <summary>The sets, as many as keys.</summary>
    public List<ScoredSource> Sources { get; }

    /// <summary>What becomes of scores.</summary>
    public Aggregate Aggregate { get; private set; }

    /// <summary>Whether they are to be told.</summary>
    public bool WithScores { get; private set; }

    /// <summary>Reads it.</summary>
    /// <param name="arguments">The command.</param>
    /// <param name="first">Where the number of keys stands; what stands before is where the result goes.</param>
    /// <param name="combination">How sets are combined: what has no meaning for it is refused.</param>
    /// <param name="execution">Gets the reply where it makes no sense.</param>
    /// <param name="reading">What was read.</param>
    public static bool TryRead(
        in Arguments arguments,
        int first,
        Combination combination,
        Execution execution,
        out CombinationReading reading
    )
    {
        bool isRead = TryReadSources(arguments, first, execution, out List<ScoredSource> sources);
        reading = new CombinationReading(sources);
        int index = first + 1 + sources.Count;
        while (isRead && index < arguments.Count)
            isRead = reading.TryReadOption(arguments, ref index, combination, first == 1, execution);
        return isRead;
    }

    /// <summary>Reads the number of keys, and finds their sets.</summary>
    public static bool TryReadSources(
        in Arguments arguments,
        int first,
        Execution execution,
        out List<ScoredSource> sources
    )
    {
        sources = [];
        if (!execution.TryReadInteger(arguments[first], out long keys))
            return false;
        if (keys < 1)
        {
            string command = System.Text.Encoding.ASCII.GetString(arguments[0]).ToLowerInvariant();
            execution.Reply.Error($"ERR at least 1 input key is needed for '{command}' command");
            return false;
        }
        if (keys > arguments.Count - first - 1)
        {
            execution.Reply.Error(Errors.Syntax);
            return false;
        }
        for (int index = first + 1; index <= first + keys; index++)
        {
            Value? value = execution.Find(arguments[index])?.Value;
            if (!ScoredSource.CanBe(value))
            {
                execution.Reply.Error(Errors.WrongType);
                return false;
            }
            sources.Add(new ScoredSource(value));
        }
        return true;
    }

    private bool TryReadOption(
        in Arguments arguments,
        ref int index,
        Combination combination,
        bool isTold,
        Execution execution
    )
    {
        int behind = arguments.Count - index - 1;
        bool hasScores = combination != Combination.Difference;
        if (hasScores && behind >= Sources.Count && arguments.Is(index, "WEIGHTS"u8))
        {
            index++;
            return TryReadWeights(arguments, ref index, execution);
        }
        if (
            hasScores
            && behind >= 1
            && arguments.Is(index, "AGGREGATE"u8)
            && AggregateAt(arguments, index + 1) is { } how
        )
        {
            Aggregate = how;
            index += 2;
            return true;
        }
        if (isTold && arguments.Is(index, "WITHSCORES"u8))
        {
            WithScores = true;
            index++;
            return true;
        }
        execution.Reply.Error(Errors.Syntax);
        return false;
    }

    private bool TryReadWeights(in Arguments arguments, ref int index, Execution execution)
    {
        foreach (ScoredSource source in Sources)
        {
            if (!Numbers.TryParse(arguments[index++], out double weight))
            {
                execution.Reply.Error("ERR weight value is not a float"u8);
                return false;
            }
            source.Weight = weight;
        }
        return true;
    }

    private static Aggregate? AggregateAt(in Arguments arguments, int index) =>
        arguments.Is(index, "SUM"u8) ? Aggregate.Sum
        : arguments.Is(index, "MIN"u8) ? Aggregate.Least
        : arguments.Is(index, "MAX"u8) ? Aggregate.Most
        : null;
}

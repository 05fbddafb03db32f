using Cohort.Server.Data;
using Cohort.Server.Data.Values;

namespace Cohort.Server.Commands;

/// <summary>Items of a table, drawn at random.</summary>
internal static class RandomDraws
{
    /// <summary>The most items that are drawn with repetition: more would make a reply that no client can have
    /// meant.</summary>
    public const int MostRepeated = 1 << 20;

    /// <summary>Reads how many are wanted: where it is negative, the same may come again.</summary>
    public static bool TryReadDraws(this Execution execution, ReadOnlySpan<byte> argument, out long wanted)
    {
        if (!execution.TryReadWithOpposite(argument, out wanted))
            return false;
        if (wanted >= -MostRepeated)
            return true;
        execution.Reply.Error(Errors.ValueOutOfRange);
        return false;
    }

    /// <summary>Reads how many are wanted, and whether with what belongs to each: the arguments behind the
    /// key.</summary>
    public static bool TryReadDraws(
        this Execution execution,
        in Arguments arguments,
        ReadOnlySpan<byte> word,
        out long wanted,
        out bool withMore
    )
    {
        withMore = arguments.Count == 4 && arguments.Is(3, word);
        if (!execution.TryReadWithOpposite(arguments[2], out wanted))
            return false;
        if (arguments.Count > 3 && !withMore)
            execution.Reply.Error(Errors.Syntax);
        else if (wanted < -MostRepeated || (withMore && wanted > long.MaxValue / 2))
            execution.Reply.Error(Errors.ValueOutOfRange);
        else
            return true;
        return false;
    }

    /// <summary>One of them.</summary>
    public static T Any<T>(Execution execution, TableValue<T> value)
        where T : IndexedItem => value[execution.Random.Next(value.Count)];

    /// <summary>So many of them: where the number is negative, so many with repetition; else each once at
    /// most.</summary>
    public static List<T> Some<T>(Execution execution, TableValue<T> value, long wanted)
        where T : IndexedItem
    {
        if (wanted >= value.Count)
            return Several(value, Enumerable.Range(0, value.Count));
        if (wanted >= 0)
            return Several(value, Places(execution.Random, value.Count, (int)wanted));
        var drawn = new List<T>();
        for (long left = wanted; left < 0; left++)
            drawn.Add(Any(execution, value));
        return drawn;
    }

    private static List<T> Several<T>(TableValue<T> value, IEnumerable<int> places)
        where T : IndexedItem => [.. places.Select(place => value[place])];

    // Floyd's way: as many draws as are wanted. The one that is wanted in the place of one that was drawn before was
    // not yet possible.
    private static IEnumerable<int> Places(Random random, int count, int wanted)
    {
        var drawn = new HashSet<int>(wanted);
        for (int highest = count - wanted; highest < count; highest++)
        {
            int place = random.Next(highest + 1);
            if (!drawn.Add(place))
                drawn.Add(place = highest);
            yield return place;
        }
    }
}

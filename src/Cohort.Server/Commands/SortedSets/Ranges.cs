using System.Diagnostics.CodeAnalysis;
using Cohort.Server.Data;
using Cohort.Server.Data.Values;

namespace Cohort.Server.Commands.SortedSets;

/// <summary>By what a range is given.</summary>
internal enum RangeKind
{
    /// <summary>By ranks, from the end where they are negative.</summary>
    Rank,

    /// <summary>By scores.</summary>
    Score,

    /// <summary>By members, all of which have the same score.</summary>
    Member,
}

/// <summary>A part of a sorted set, in which there are no gaps.</summary>
internal interface IRange
{
    /// <summary>The lowest rank, and how many members there are.</summary>
    (int From, int Count) RanksIn(SortedSetValue set);
}

/// <summary>From one rank to another.</summary>
/// <param name="first">The first rank, counted from the last where it is negative.</param>
/// <param name="last">The last rank, which is also meant.</param>
/// <param name="isReversed">Whether ranks are counted from the highest score.</param>
internal sealed class RankRange(long first, long last, bool isReversed) : IRange
{
    public (int From, int Count) RanksIn(SortedSetValue set)
    {
        (int from, int count) = BoundedIntegers.PlacesOf(first, last, set.Count);
        return (isReversed ? set.Count - from - count : from, count);
    }
}

/// <summary>From one score to another.</summary>
internal sealed class ScoreRange : IRange
{
    private readonly record struct Bound(double Score, bool IsExcluded);

    private readonly Bound _least;
    private readonly Bound _most;

    private ScoreRange(Bound least, Bound most) => (_least, _most) = (least, most);

    public (int From, int Count) RanksIn(SortedSetValue set)
    {
        int from = set.CountBelow(_least.Score, withEqual: _least.IsExcluded);
        int to = set.CountBelow(_most.Score, withEqual: !_most.IsExcluded);
        return (from, Math.Max(0, to - from));
    }

    /// <summary>Reads the bounds: numbers, or what is meant without the bound itself behind a '('.</summary>
    public static bool TryParse(
        ReadOnlySpan<byte> least,
        ReadOnlySpan<byte> most,
        [MaybeNullWhen(false)] out ScoreRange range
    )
    {
        range = null;
        if (!TryParse(least, out Bound from) || !TryParse(most, out Bound to))
            return false;
        range = new ScoreRange(from, to);
        return true;
    }

    private static bool TryParse(ReadOnlySpan<byte> text, out Bound bound)
    {
        bool isExcluded = !text.IsEmpty && text[0] == '(';
        bool isNumber = Numbers.TryParseLoosely(isExcluded ? text[1..] : text, out double score);
        bound = new Bound(score, isExcluded);
        return isNumber;
    }
}

/// <summary>From one member to another. Redis promises an answer only where all have the same score; here every
/// replica gives the same one in any case.</summary>
internal sealed class MemberRange : IRange
{
    private enum Edge
    {
        Lowest,
        Highest,
        Included,
        Excluded,
    }

    private readonly record struct Bound(byte[] Member, Edge Edge);

    private readonly Bound _least;
    private readonly Bound _most;

    private MemberRange(Bound least, Bound most) => (_least, _most) = (least, most);

    public (int From, int Count) RanksIn(SortedSetValue set)
    {
        int from = CountBelow(set, _least, withEqual: _least.Edge == Edge.Excluded);
        int to = CountBelow(set, _most, withEqual: _most.Edge == Edge.Included);
        return (from, Math.Max(0, to - from));
    }

    /// <summary>Reads the bounds: '-' and '+' for the lowest and the highest, '[' before a member that is meant, '('
    /// before one that is not.</summary>
    public static bool TryParse(
        ReadOnlySpan<byte> least,
        ReadOnlySpan<byte> most,
        [MaybeNullWhen(false)] out MemberRange range
    )
    {
        range = null;
        if (!TryParse(least, out Bound from) || !TryParse(most, out Bound to))
            return false;
        range = new MemberRange(from, to);
        return true;
    }

    private static bool TryParse(ReadOnlySpan<byte> text, out Bound bound)
    {
        Edge? edge = text switch
        {
            [(byte)'-'] => Edge.Lowest,
            [(byte)'+'] => Edge.Highest,
            [(byte)'[', ..] => Edge.Included,
            [(byte)'(', ..] => Edge.Excluded,
            _ => null,
        };
        bound = new Bound(text.IsEmpty ? [] : text[1..].ToArray(), edge ?? Edge.Lowest);
        return edge is not null;
    }

    // By ranks, and not down the tree: where scores differ there may be no border, and what is found must not depend
    // on the tree's form.
    private static int CountBelow(SortedSetValue set, Bound bound, bool withEqual)
    {
        if (bound.Edge is Edge.Lowest or Edge.Highest)
            return bound.Edge == Edge.Lowest ? 0 : set.Count;
        int low = 0;
        int high = set.Count;
        while (low < high)
        {
            int middle = low + (high - low) / 2;
            int order = set.OfRank(middle).Key.AsSpan().SequenceCompareTo(bound.Member);
            if (order < 0 || (withEqual && order == 0))
                low = middle + 1;
            else
                high = middle;
        }
        return low;
    }
}

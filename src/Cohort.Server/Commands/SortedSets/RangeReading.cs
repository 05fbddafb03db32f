using System.Diagnostics.CodeAnalysis;

namespace Cohort.Server.Commands.SortedSets;

/// <summary>Ranges as commands give them.</summary>
internal static class RangeReading
{
    /// <summary>Reads the bounds of a range.</summary>
    /// <param name="execution">Gets the reply where they make no sense.</param>
    /// <param name="kind">By what it is given.</param>
    /// <param name="isReversed">Whether ranks are counted from the highest score.</param>
    /// <param name="least">The lower bound.</param>
    /// <param name="most">The upper bound.</param>
    /// <param name="range">The range.</param>
    public static bool TryReadRange(
        this Execution execution,
        RangeKind kind,
        bool isReversed,
        ReadOnlySpan<byte> least,
        ReadOnlySpan<byte> most,
        [MaybeNullWhen(false)] out IRange range
    )
    {
        range = null;
        if (kind == RangeKind.Rank)
        {
            if (!execution.TryReadInteger(least, out long first) || !execution.TryReadInteger(most, out long last))
                return false;
            range = new RankRange(first, last, isReversed);
            return true;
        }
        if (kind == RangeKind.Score)
        {
            if (ScoreRange.TryParse(least, most, out ScoreRange? scores))
                range = scores;
            else
                execution.Reply.Error("ERR min or max is not a float"u8);
        }
        else
        {
            if (MemberRange.TryParse(least, most, out MemberRange? members))
                range = members;
            else
                execution.Reply.Error("ERR min or max not valid string range item"u8);
        }
        return range is not null;
    }
}

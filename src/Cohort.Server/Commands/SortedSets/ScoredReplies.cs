using System.Globalization;
using Cohort.Server.Data.Values;
using Cohort.Server.Resp;

namespace Cohort.Server.Commands.SortedSets;

/// <summary>Members and scores as they are told.</summary>
internal static class ScoredReplies
{
    // Up to here, Redis keeps a whole score of a small set as a whole number.
    private const double LargestWhole = 1L << 62;

    /// <summary>Members, and their scores where they are wanted: in RESP3 each pair is an array.</summary>
    public static void Members(this ReplyWriter reply, IReadOnlyCollection<ScoredMember> members, bool withScores)
    {
        if (withScores && reply.Version == RespVersion.Three)
        {
            reply.Pairs(members);
            return;
        }
        reply.Array(withScores ? 2 * members.Count : members.Count);
        foreach (ScoredMember member in members)
        {
            reply.Bulk(member.Key);
            if (withScores)
                reply.Double(member.Score);
        }
    }

    /// <summary>Members with their scores, each pair as an array.</summary>
    public static void Pairs(this ReplyWriter reply, IReadOnlyCollection<ScoredMember> members)
    {
        reply.Array(members.Count);
        foreach (ScoredMember member in members)
        {
            reply.Array(2);
            reply.Bulk(member.Key);
            reply.Double(member.Score);
        }
    }

    /// <summary>A score, or nothing where there is no member.</summary>
    public static void ScoreOrNull(this ReplyWriter reply, ScoredMember? member)
    {
        if (member is null)
            reply.Null();
        else
            reply.Double(member.Score);
    }

    /// <summary>A score as a scan tells it: as Redis keeps it.</summary>
    public static void StoredScore(this ReplyWriter reply, SortedSetValue set, double score)
    {
        if (set.IsCompact && Math.Abs(score) <= LargestWhole && score == Math.Truncate(score))
            reply.Bulk(((long)score).ToString(CultureInfo.InvariantCulture));
        else
            reply.Bulk(DoubleText.Of(score));
    }
}

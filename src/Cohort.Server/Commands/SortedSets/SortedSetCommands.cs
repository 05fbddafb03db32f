namespace Cohort.Server.Commands.SortedSets;

/// <summary>Sorted sets.</summary>
internal static class SortedSetCommands
{
    /// <summary>All of them that never wait.</summary>
    public static IEnumerable<Command> All => [.. Members, .. Ranged, .. Popped, .. Combined];

    private static IEnumerable<Command> Members =>
        [
            Command.Write("ZADD", -4, Scoring.Add),
            Command.Write("ZINCRBY", 4, Scoring.Increment),
            Command.Write("ZREM", -3, ScoredMembership.Remove),
            Command.Read("ZSCORE", 3, ScoredMembership.Score),
            Command.Read("ZMSCORE", -3, ScoredMembership.Scores),
            Command.Read("ZCARD", 2, ScoredMembership.Count),
            Command.Read("ZRANK", 3, ScoredMembership.Rank),
            Command.Read("ZREVRANK", 3, ScoredMembership.RankFromHighest),
            Command.Read("ZRANDMEMBER", -2, ScoredMembership.Draw),
            Command.Read("ZSCAN", -3, ScoredMembership.Scan),
        ];

    private static IEnumerable<Command> Ranged =>
        [
            Command.Read("ZRANGE", -4, Ranging.Range),
            Command.Read("ZREVRANGE", -4, Ranging.RangeFromHighest),
            Command.Read("ZRANGEBYSCORE", -4, Ranging.ByScore),
            Command.Read("ZREVRANGEBYSCORE", -4, Ranging.ByScoreFromHighest),
            Command.Read("ZRANGEBYLEX", -4, Ranging.ByMember),
            Command.Read("ZREVRANGEBYLEX", -4, Ranging.ByMemberFromHighest),
            Command.Write("ZRANGESTORE", -5, Ranging.Store, 1, 2),
            Command.Read("ZCOUNT", 4, RangeCounting.CountByScore),
            Command.Read("ZLEXCOUNT", 4, RangeCounting.CountByMember),
            Command.Write("ZREMRANGEBYRANK", 4, RangeCounting.RemoveByRank),
            Command.Write("ZREMRANGEBYSCORE", 4, RangeCounting.RemoveByScore),
            Command.Write("ZREMRANGEBYLEX", 4, RangeCounting.RemoveByMember),
        ];

    private static IEnumerable<Command> Popped =>
        [
            Command.Write("ZPOPMIN", -2, ScoredPopping.Lowest),
            Command.Write("ZPOPMAX", -2, ScoredPopping.Highest),
            Command.Write("ZMPOP", -4, ScoredPopping.Many, 0, 0, 0).WithKeysCountedAt(1),
        ];

    private static IEnumerable<Command> Combined =>
        [
            Command.Read("ZUNION", -3, ScoredAlgebra.Union, 0, 0, 0).WithKeysCountedAt(1),
            Command.Read("ZINTER", -3, ScoredAlgebra.Intersection, 0, 0, 0).WithKeysCountedAt(1),
            Command.Read("ZDIFF", -3, ScoredAlgebra.Difference, 0, 0, 0).WithKeysCountedAt(1),
            Command.Read("ZINTERCARD", -3, ScoredAlgebra.IntersectionCount, 0, 0, 0).WithKeysCountedAt(1),
            Command.Write("ZUNIONSTORE", -4, ScoredAlgebra.StoreUnion).WithKeysCountedAt(2),
            Command.Write("ZINTERSTORE", -4, ScoredAlgebra.StoreIntersection).WithKeysCountedAt(2),
            Command.Write("ZDIFFSTORE", -4, ScoredAlgebra.StoreDifference).WithKeysCountedAt(2),
        ];
}

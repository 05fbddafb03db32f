namespace Cohort.Server.Commands.Sets;

/// <summary>Sets.</summary>
internal static class SetCommands
{
    /// <summary>All of them.</summary>
    public static IEnumerable<Command> All =>
        [
            Command.Write("SADD", -3, Membership.Add),
            Command.Write("SREM", -3, Membership.Remove),
            Command.Write("SMOVE", 4, Membership.Move, 1, 2),
            Command.Write("SPOP", -2, SetDraws.Pop),
            Command.Read("SCARD", 2, Membership.Count),
            Command.Read("SISMEMBER", 3, Membership.Contains),
            Command.Read("SMISMEMBER", -3, Membership.ContainsEach),
            Command.Read("SMEMBERS", 2, Membership.List),
            Command.Read("SRANDMEMBER", -2, SetDraws.Draw),
            Command.Read("SSCAN", -3, Membership.Scan),
            Command.Read("SINTER", -2, SetAlgebra.Intersection, 1, -1),
            Command.Read("SINTERCARD", -3, SetAlgebra.IntersectionCount, 0, 0, 0).WithKeysCountedAt(1),
            Command.Read("SUNION", -2, SetAlgebra.Union, 1, -1),
            Command.Read("SDIFF", -2, SetAlgebra.Difference, 1, -1),
            Command.Write("SINTERSTORE", -3, SetAlgebra.StoreIntersection, 1, -1),
            Command.Write("SUNIONSTORE", -3, SetAlgebra.StoreUnion, 1, -1),
            Command.Write("SDIFFSTORE", -3, SetAlgebra.StoreDifference, 1, -1),
        ];
}

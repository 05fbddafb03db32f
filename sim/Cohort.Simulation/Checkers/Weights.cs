using System.Collections.Immutable;
using Cohort.Simulation.Evidence;

namespace Cohort.Simulation.Checkers;

/// <summary>
/// The quorum rule of the protocol page, written down a second time so that the protocol is not judged by its own
/// arithmetic: the first weighs 3, the others 2, and more than half of the total is a quorum.
/// </summary>
internal static class Weights
{
    /// <summary>Protocol section 6: of the members that hold the state, in the order of their ranks.</summary>
    public static bool AreQuorum(GroupView view, Func<Member, bool> present) =>
        AreQuorum([.. view.Members.Where(member => member.HoldsState).Select(present)]);

    /// <summary>Protocol section 8: of the listed addresses, in the order of the list.</summary>
    public static bool AreQuorum(ImmutableArray<string> listed, Func<string, bool> present) =>
        listed.IsEmpty || AreQuorum([.. listed.Select(present)]);

    private static bool AreQuorum(bool[] present)
    {
        int there = 0;
        for (int at = 0; at < present.Length; at++)
            if (present[at])
                there += at == 0 ? 3 : 2;
        return there * 2 > (present.Length * 2) + 1;
    }
}

using Cohort.Simulation.Evidence;

namespace Cohort.Simulation.Checkers;

/// <summary>
/// The quorum rule of the protocol page, section 5, written down a second time so that the protocol is not judged by its
/// own arithmetic: of the members that hold the state the lowest-ranked weighs 3, the others 2, and more than half of the
/// total is a quorum.
/// </summary>
internal static class Weights
{
    public static bool AreQuorum(GroupView view, Func<Member, bool> present)
    {
        int total = 0;
        int there = 0;
        foreach (Member member in view.Members)
        {
            if (!member.HoldsState)
                continue;
            int weight = total == 0 ? 3 : 2;
            total += weight;
            there += present(member) ? weight : 0;
        }
        return there * 2 > total;
    }
}

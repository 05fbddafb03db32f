namespace Cohort.Simulation.Judging;

/// <summary>
/// The quorum rule, written down here a second time so that the simulator does not believe what it tests: the
/// lowest-ranked member that holds the state weighs 3, the others that hold it 2, and more than half is a quorum.
/// </summary>
internal static class QuorumRule
{
    /// <summary>Whether some members of a view are a quorum of it.</summary>
    public static bool IsQuorum(View view, Func<Member, bool> isThere)
    {
        int total = 0;
        int there = 0;
        foreach (Member member in view.Members)
        {
            if (!member.HoldsState)
                continue;
            int weight = total == 0 ? 3 : 2;
            total += weight;
            if (isThere(member))
                there += weight;
        }

        return there * 2 > total;
    }
}

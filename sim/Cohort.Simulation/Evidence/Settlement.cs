using Cohort.Simulation.Histories;

namespace Cohort.Simulation.Evidence;

/// <summary>
/// Finds the stays in which all has been delivered that had to be: those of members that went on to the next view, and,
/// where the run ended with every expected process at rest in one view, those in that last view.
/// </summary>
internal static class Settlement
{
    public static void Apply(RunEvidence evidence, RunFacts? facts)
    {
        foreach (Membership membership in evidence.Memberships)
            for (int at = 0; at + 1 < membership.Stays.Count; at++)
                membership.Stays[at].Completed = WentOn(membership.Stays[at], membership.Stays[at + 1]);
        if (facts is null)
            return;
        foreach (ExpectedMembership expected in facts.Expected)
            if (AtRest(evidence, expected) is { } last)
                foreach (Stay stay in last)
                    stay.Completed = true;
    }

    private static bool WentOn(Stay stay, Stay next) => next.Installed is not null && next.Number == stay.Number.Next;

    /// <summary>The last stays of all that are expected, if they are in one view that consists of these alone.</summary>
    private static List<Stay>? AtRest(RunEvidence evidence, ExpectedMembership expected)
    {
        var last = new List<Stay>();
        foreach (ProcessId process in expected.Processes)
        {
            ProcessInGroup? track = evidence.Track(process, expected.Group);
            if (
                track?.LastStatus?.Status != GroupStatus.Active
                || track.Present is not { Stays: [.., { Installed: not null } stay] }
            )
                return null;
            last.Add(stay);
        }
        ViewInstalled? view = last.Count > 0 ? last[0].Installed : null;
        return
            view is not null
            && view.Members.Length == last.Count
            && (expected.Voters is not null || view.Members.All(member => member.HoldsState))
            && last.TrueForAll(stay => stay.Installed!.Formation == view.Formation && stay.Number == view.Number)
            ? last
            : null;
    }
}

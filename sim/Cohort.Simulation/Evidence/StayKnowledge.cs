namespace Cohort.Simulation.Evidence;

/// <summary>
/// Finds how much each stay tells of what was delivered in its view. Founders know everything. A joiner knows what comes
/// after the state that it loaded, and everything from the next view on. Where joiners load no state, they know everything
/// from their first view on, but their own state is not the group's.
/// </summary>
internal static class StayKnowledge
{
    public static void Apply(Membership membership)
    {
        bool founder = membership.Stays is [{ State: null, Number.Value: 0 }, ..];
        bool starts = founder || BeginsWithoutState(membership);
        bool hasGroupState = founder;
        foreach (Stay stay in membership.Stays)
        {
            hasGroupState |= stay.State is not null;
            stay.HasGroupState = hasGroupState;
            stay.Knowledge =
                stay.State is not null ? Knowledge.SinceState
                : starts ? Knowledge.Whole
                : Knowledge.None;
            starts |= stay.State is not null;
        }
        for (int later = membership.Stays.FindLastIndex(stay => stay.State is not null); later > 0; later--)
        {
            membership.Stays[later - 1].GivenUp = true;
            membership.Stays[later - 1].Completed = false;
        }
    }

    // One that never delivers nor counts may as well have been waiting for a state that never came.
    private static bool BeginsWithoutState(Membership membership) =>
        membership.Formation is { TransfersState: false }
        && membership.Stays.Exists(stay => stay.Deliveries.Count > 0 || stay.HoldsState);
}

using Cohort.Simulation.Histories;

namespace Cohort.Simulation.Evidence;

/// <summary>How much of what was delivered in a view a stay there tells.</summary>
internal enum Knowledge
{
    /// <summary>Nothing: a joiner that had not loaded the state.</summary>
    None,

    /// <summary>What came after a state that was loaded during the stay.</summary>
    SinceState,

    /// <summary>All from the beginning of the view.</summary>
    Whole,
}

/// <summary>
/// The time of one membership in one view, as its application saw it. Loading a state begins another stay in the same
/// view: what was delivered before it is void, because the state replaces it.
/// </summary>
internal sealed class Stay(Membership membership, ViewNumber number)
{
    public Membership Membership { get; } = membership;

    public ViewNumber Number { get; } = number;

    /// <summary>The view; null where the application was never shown it (a joiner's earlier views).</summary>
    public ViewInstalled? Installed { get; set; }

    /// <summary>The state that was loaded at the beginning of this stay.</summary>
    public StateReplaced? State { get; set; }

    /// <summary>Whether that came from the log: the first member of a formation that goes on from another has it.</summary>
    public bool IsRecovered => State is not null && Number.Value == 0;

    /// <summary>Whether that was in the midst of the view, and not before the application was shown it.</summary>
    public bool LoadedInView { get; init; }

    /// <summary>What was delivered, in this order.</summary>
    public List<Delivered> Deliveries { get; } = [];

    /// <summary>Those of them in <c>Total</c> order.</summary>
    public List<Delivered> Totals { get; } = [];

    /// <summary>What the application sent, in this order.</summary>
    public List<SentMessage> Sends { get; } = [];

    /// <summary>The next view of this membership came, or the run ended with everything settled: what had to be
    /// delivered here has been.</summary>
    public bool Completed { get; set; }

    public Knowledge Knowledge { get; set; }

    /// <summary>Whether another state was loaded later: what this joiner had until then was given up, and binds nobody.</summary>
    public bool GivenUp { get; set; }

    /// <summary>Whether the application's state is that of the group, and not only what came since it joined.</summary>
    public bool HasGroupState { get; set; }

    /// <summary>Whether this member counted in the view.</summary>
    public bool HoldsState =>
        Membership.Formation?.Views.GetValueOrDefault(Number)?.Find(Membership.Self)?.HoldsState == true;

    /// <summary>Whether all that the members who stay deliver must have been delivered here.</summary>
    public bool TellsAll => Completed && Knowledge == Knowledge.Whole;

    public override string ToString() => $"{Membership} in {Number}";
}

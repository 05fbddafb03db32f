namespace Cohort;

/// <summary>What a group is doing, as this process sees it.</summary>
public enum GroupStatus
{
    /// <summary>Looking for the group, forming it, being taken in, or loading its state.</summary>
    Joining,

    /// <summary>In a view that works.</summary>
    Active,

    /// <summary>Between two views: what is sent waits for the next one.</summary>
    Changing,

    /// <summary>In a view whose reachable members are no quorum: nothing is decided until some of them are back.</summary>
    Blocked,

    /// <summary>Put out of the group by the others. It comes back by itself as a new member where the options say so.</summary>
    Expelled,

    /// <summary>The state of the group is gone: no member that holds it could be reached.</summary>
    Lost,

    /// <summary>Left on request.</summary>
    Left,

    /// <summary>Stopped in this process: a handler threw, or state did not load.</summary>
    Failed,
}

namespace Cohort.Toolkit.ReplicatedObjects;

/// <summary>What has become of this process's membership, for what stands beside an object.</summary>
internal enum Presence
{
    /// <summary>It cannot tell whether it is still a member: others may have put it out.</summary>
    Doubtful,

    /// <summary>It is no member, and comes back as another one.</summary>
    Out,

    /// <summary>It is no member, for good.</summary>
    Over,
}

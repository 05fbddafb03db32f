namespace Cohort;

/// <summary>What was waited for will not come: this process's membership in the group is over for good.</summary>
public sealed class MembershipOverException : CohortException
{
    internal MembershipOverException(string group, string therefore = "nothing is granted to it any more")
        : base(
            $"This process's membership in group '{group}' is over, so that {therefore}. Join the group again, and ask again."
        ) => Group = group;

    /// <summary>The name of the group.</summary>
    public string Group { get; }
}

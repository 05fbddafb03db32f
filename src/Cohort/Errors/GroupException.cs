namespace Cohort;

/// <summary>An error of one membership in one group.</summary>
public abstract class GroupException : CohortException
{
    private protected GroupException(string group, GroupStatus status, string message, Exception? cause = null)
        : base(message, cause)
    {
        Group = group;
        Status = status;
    }

    /// <summary>The name of the group.</summary>
    public string Group { get; }

    /// <summary>What the membership was doing, or how it had ended.</summary>
    public GroupStatus Status { get; }
}

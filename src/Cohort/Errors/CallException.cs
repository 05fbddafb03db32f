namespace Cohort;

/// <summary>An error of a client's or a member's call to a group. What is known of the call's effect the type of the error says.</summary>
public abstract class CallException : CohortException
{
    private protected CallException(string group, string message)
        : base(message) => Group = group;

    /// <summary>The name of the group.</summary>
    public string Group { get; }
}

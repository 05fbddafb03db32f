namespace Cohort;

/// <summary>A group does not go on from the log that was chosen: nothing has changed.</summary>
public sealed class RecoveryRefusedException : CohortException
{
    internal RecoveryRefusedException(string group, string message)
        : base(message) => Group = group;

    /// <summary>The name of the group.</summary>
    public string Group { get; }
}

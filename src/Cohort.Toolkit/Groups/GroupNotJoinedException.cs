namespace Cohort;

/// <summary>
/// A tool of a group was used that this process has not joined yet, or could not join. What an application's host joins is there when
/// its hosted services run, unless it does not wait for its groups.
/// </summary>
public sealed class GroupNotJoinedException : CohortException
{
    internal GroupNotJoinedException(string group, string why)
        : base($"Group '{group}' has not been joined yet: {why.TrimEnd('.')}.") => Group = group;

    /// <summary>The name of the group.</summary>
    public string Group { get; }
}

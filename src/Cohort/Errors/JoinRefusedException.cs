namespace Cohort;

/// <summary>
/// Joining ended without a membership: the group would not have this node, or put it out before it had the state, or this
/// process has left the group meanwhile.
/// </summary>
public sealed class JoinRefusedException : GroupException
{
    internal JoinRefusedException(string group, GroupStatus status, string message, Exception? cause = null)
        : base(group, status, message, cause) { }

    /// <summary>Whether the group has as many members as it may have (<see cref="GroupOptions.MaxMembers"/>).</summary>
    public bool IsFull { get; internal init; }
}

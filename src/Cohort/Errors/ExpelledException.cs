namespace Cohort;

/// <summary>
/// The others put this member out of the group, most often because it was silent for too long, and
/// <see cref="GroupOptions.Rejoin"/> is off. The process may join again, as a new member.
/// </summary>
public sealed class ExpelledException : GroupException
{
    internal ExpelledException(string group, string message)
        : base(group, GroupStatus.Expelled, message) { }
}

namespace Cohort;

/// <summary>
/// The state of the group is gone, or out of reach for good: no member that holds it could be reached. Cohort never
/// recreates a lost group silently with an empty state; whether to start it anew is for people to decide.
/// </summary>
public sealed class GroupLostException : GroupException
{
    internal GroupLostException(string group, string message)
        : base(group, GroupStatus.Lost, message) { }
}

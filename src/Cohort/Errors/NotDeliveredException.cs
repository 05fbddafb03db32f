namespace Cohort;

/// <summary>
/// The message, or the call, has certainly not been delivered anywhere and never will be: the membership ended first.
/// It is safe to send it again, here after joining again or at another member.
/// </summary>
public sealed class NotDeliveredException : GroupException
{
    internal NotDeliveredException(string group, GroupStatus status, string message, Exception? cause = null)
        : base(group, status, message, cause) { }
}

namespace Cohort;

/// <summary>
/// The membership ended while the message was under way: others may deliver it, all of them or none. Sending it again
/// may deliver it twice, unless the application can tell a repetition.
/// </summary>
public sealed class OutcomeUnknownException : GroupException
{
    internal OutcomeUnknownException(string group, GroupStatus status, string message, Exception? cause = null)
        : base(group, status, message, cause) { }
}

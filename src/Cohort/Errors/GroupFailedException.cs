namespace Cohort;

/// <summary>
/// The membership was stopped in this process because the application failed: a handler threw, or state did not save or
/// load. <see cref="Exception.InnerException"/> is what the application threw. A member that went on after a failed
/// handler could differ from the others without anybody noticing; one that stops leaves the rest equal.
/// </summary>
public sealed class GroupFailedException : GroupException
{
    internal GroupFailedException(string group, string message, Exception? cause)
        : base(group, GroupStatus.Failed, message, cause) { }
}

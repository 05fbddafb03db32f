namespace Cohort;

/// <summary>The call was executed, once, and the group's <see cref="GroupOptions.OnCall"/> threw: at all members the same.</summary>
public sealed class CallFailedException : CallException
{
    internal CallFailedException(string group, string what)
        : base(group, $"Group '{group}' has executed the call, and its handler threw {what}") { }
}

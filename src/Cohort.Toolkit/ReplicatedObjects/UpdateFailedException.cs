namespace Cohort;

/// <summary>The update was made, or the read, and the object's method threw: at all replicas the same.</summary>
public sealed class UpdateFailedException : CohortException
{
    internal UpdateFailedException(string group, string exceptionType, string what, Exception? cause = null)
        : base($"Group '{group}' has made the call, and its object threw {exceptionType}: {what}", cause)
    {
        (Group, ExceptionType, ExceptionMessage) = (group, exceptionType, what);
    }

    /// <summary>The name of the group.</summary>
    public string Group { get; }

    /// <summary>The full name of the type of what was thrown.</summary>
    public string ExceptionType { get; }

    /// <summary>Its message.</summary>
    public string ExceptionMessage { get; }
}

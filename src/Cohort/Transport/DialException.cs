namespace Cohort.Transport;

/// <summary>A connection could not be made.</summary>
internal sealed class DialException(DialProblem problem, string message, Exception? cause) : IOException(message, cause)
{
    /// <summary>What stood in the way.</summary>
    public DialProblem Problem { get; } = problem;
}

/// <summary>Why a dial failed.</summary>
internal enum DialProblem
{
    /// <summary>The host is there and says that nobody listens on that port: the process is gone, or not there yet.</summary>
    Refused,

    /// <summary>The name of the host does not resolve.</summary>
    Unresolved,

    /// <summary>Nothing answers, or there is no way to it: that says nothing about the process.</summary>
    Unreachable,
}

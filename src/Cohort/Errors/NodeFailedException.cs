namespace Cohort;

/// <summary>
/// A node stopped itself because it could no longer trust its own state: an invariant of the protocol was broken, or a
/// callback of the application threw. All its groups ended with it. The other nodes see it as a process that died.
/// </summary>
public sealed class NodeFailedException : CohortException
{
    internal NodeFailedException(string message, string? recordedInputs, Exception cause)
        : base(message, cause) => RecordedInputs = recordedInputs;

    /// <summary>The file that holds the node's last inputs, for replay; null where none was written.</summary>
    public string? RecordedInputs { get; }
}

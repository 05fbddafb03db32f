namespace Cohort;

/// <summary>
/// A client found no node that would have it: none could be reached, or those that answered refused it (another cluster, too many
/// clients). The message says of each address what was wrong.
/// </summary>
public sealed class ConnectException : CohortException
{
    internal ConnectException(string message, bool isRefused)
        : base(message) => IsRefused = isRefused;

    /// <summary>Whether a node has answered, and refused: to try again is of no use before somebody changes something.</summary>
    public bool IsRefused { get; }
}

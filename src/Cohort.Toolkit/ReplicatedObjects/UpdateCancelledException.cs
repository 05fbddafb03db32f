namespace Cohort.Toolkit.ReplicatedObjects;

/// <summary>An update was cancelled, and whoever waits for more than the update can say what that means.</summary>
internal sealed class UpdateCancelledException(string message, bool mayBeMade, CancellationToken cancellationToken)
    : OperationCanceledException(message, cancellationToken)
{
    /// <summary>Whether it may be made nevertheless, once.</summary>
    public bool MayBeMade => mayBeMade;
}

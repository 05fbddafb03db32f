namespace Cohort.Server.Tests.Differential;

/// <summary>Two sides, or two replicas, that are not alike.</summary>
internal sealed class DifferenceException(string message) : Exception(message)
{
    /// <summary>Which of the commands that were executed together has shown it; null: it shows after all of
    /// them.</summary>
    public int? Place { get; init; }
}

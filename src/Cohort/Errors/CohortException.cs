namespace Cohort;

/// <summary>The base of every error that Cohort reports while it runs. Its message says what happened and what to do.</summary>
public abstract class CohortException : Exception
{
    /// <summary>Makes one.</summary>
    /// <param name="message">What happened, and what to do.</param>
    /// <param name="cause">What it comes from.</param>
    protected CohortException(string message, Exception? cause = null)
        : base(message, cause) { }
}

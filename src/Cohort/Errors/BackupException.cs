namespace Cohort;

/// <summary>A backup could not be taken, read or restored. What was there before still is.</summary>
public class BackupException : CohortException
{
    internal BackupException(string message, Exception? cause = null)
        : base(message, cause) { }
}

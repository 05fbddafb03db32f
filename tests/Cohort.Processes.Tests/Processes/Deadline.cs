namespace Cohort.Processes.Tests.Processes;

/// <summary>How long a test waits for what must happen, on a machine that has other things to do.</summary>
internal static class Deadline
{
    /// <summary>Long enough for everything; reaching it is a failure.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
}

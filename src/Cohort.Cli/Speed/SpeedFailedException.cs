namespace Cohort.Cli.Speed;

/// <summary>There is nothing to measure: a process did not do its part.</summary>
internal sealed class SpeedFailedException(string message) : Exception(message);

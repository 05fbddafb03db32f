namespace Cohort.Cli.Bench;

/// <summary>There is nothing to report: a measurement came to no figure.</summary>
internal sealed class BenchFailedException(string message) : Exception(message);

namespace Cohort.Cli.Children;

/// <summary>A child did not do its part: it ended by itself, or was silent for too long.</summary>
internal sealed class ChildFailedException(string message) : Exception(message);

namespace Cohort.Cli.Demo;

/// <summary>The demo could not go on: something that it waits for did not happen.</summary>
internal sealed class DemoFailedException(string message) : Exception(message);

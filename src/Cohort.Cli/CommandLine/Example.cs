namespace Cohort.Cli.CommandLine;

/// <summary>A command line to copy, shown by <c>--help</c>.</summary>
/// <param name="Line">The command line, beginning with <c>cohort</c>.</param>
/// <param name="Meaning">What it does.</param>
internal sealed record Example(string Line, string Meaning);

using System.CommandLine;

namespace Cohort.Cli.CommandLine;

/// <summary>A command whose help ends with examples.</summary>
internal class ExampledCommand(string name, string description, params IReadOnlyList<Example> examples)
    : Command(name, description)
{
    /// <summary>The examples, simplest first.</summary>
    public IReadOnlyList<Example> Examples { get; } = examples;
}

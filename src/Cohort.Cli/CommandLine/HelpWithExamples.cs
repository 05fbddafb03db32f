using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace Cohort.Cli.CommandLine;

/// <summary>The usual help, and the command's examples after it.</summary>
internal sealed class HelpWithExamples(HelpAction usual) : SynchronousCommandLineAction
{
    public override bool ClearsParseErrors => true;

    public override int Invoke(ParseResult parseResult)
    {
        int exitCode = usual.Invoke(parseResult);
        IReadOnlyList<Example> examples = parseResult.CommandResult.Command switch
        {
            ExampledCommand command => command.Examples,
            RootCommand root => [.. root.Subcommands.OfType<ExampledCommand>().Where(Shown).Select(First)],
            _ => [],
        };
        TextWriter output = parseResult.InvocationConfiguration.Output;
        if (examples.Count > 0)
            output.WriteLine("Examples:");
        foreach (Example example in examples)
        {
            output.WriteLine($"  {example.Line}");
            output.WriteLine($"      {example.Meaning}");
        }
        return exitCode;
    }

    private static bool Shown(ExampledCommand command) => !command.Hidden && command.Examples.Count > 0;

    private static Example First(ExampledCommand command) => command.Examples[0];
}

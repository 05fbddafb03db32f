using System.CommandLine;
using System.CommandLine.Help;
using Cohort.Cli.CommandLine;
using Cohort.Compare;

var compare = new CompareCommand();
HelpOption help = compare.Options.OfType<HelpOption>().Single();
help.Action = new HelpWithExamples((HelpAction)help.Action!);
ParseResult parsed = compare.Parse(args);
bool asksForHelp = parsed.GetResult(help) is { Implicit: false };
if (parsed.Errors.Count > 0 && !asksForHelp)
{
    await Console.Error.WriteLineAsync($"bench/compare: {parsed.Errors[0].Message} (see bench/compare --help)");
    return ExitCode.Usage;
}
using var termination = new Termination();
var configuration = new InvocationConfiguration
{
    EnableDefaultExceptionHandler = false,
    // Signals are this program's own business: see Termination.
    ProcessTerminationTimeout = null,
};
return await parsed.InvokeAsync(configuration, termination.Token);

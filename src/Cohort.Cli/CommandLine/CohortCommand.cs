using System.CommandLine;
using System.CommandLine.Help;
using Cohort.Cli.Asking;
using Cohort.Cli.Bench;
using Cohort.Cli.Bench.Disk;
using Cohort.Cli.Bench.Floor;
using Cohort.Cli.Bench.Members;
using Cohort.Cli.Demo;
using Cohort.Cli.Demo.Members;
using Cohort.Cli.Directories;
using Cohort.Cli.Logs;
using Cohort.Cli.Nodes;
using Cohort.Cli.Rescue;
using Cohort.Cli.Serving;
using Cohort.Cli.Simulate;

namespace Cohort.Cli.CommandLine;

/// <summary>The command line as a whole: what there is, and what happens to a line that is wrong.</summary>
internal static class CohortCommand
{
    /// <summary>Runs a command line and returns the exit code.</summary>
    public static async Task<int> RunAsync(string[] arguments)
    {
        RootCommand root = Build();
        ParseResult parsed = root.Parse(
            arguments,
            // A word that begins with @ is a word: nobody expects it to name a file of arguments.
            new ParserConfiguration { ResponseFileTokenReplacer = null, EnablePosixBundling = false }
        );
        bool asksForHelp = parsed.GetResult(root.Options.OfType<HelpOption>().Single()) is { Implicit: false };
        if (parsed.Errors.Count > 0 && !asksForHelp)
        {
            string command = PathOf(parsed.CommandResult.Command);
            await Console.Error.WriteLineAsync(
                $"{command}: {parsed.Errors[0].Message.TrimEnd('.')} (see {command} --help)"
            );
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
    }

    private static RootCommand Build()
    {
        var root = new RootCommand("Process groups that survive kill -9, and a data server on top of them.")
        {
            new UpCommand(),
            new ServeCommand(),
            new StatusCommand(),
            new TopCommand(),
            new ViewsCommand(),
            new GetCommand(),
            new SetCommand(),
            new WatchCommand(),
            new LockCommand(),
            new NodeCommand(),
            new WitnessCommand(),
            new GroupsCommand(),
            new NodesCommand(),
            new PlacementsCommand(),
            new LogCommand(),
            new RecoverCommand(),
            new BackupCommand(),
            new RestoreCommand(),
            new CompletionCommand(),
            new DemoCommand(),
            new DemoMemberCommand(),
            new SimulateCommandLine(),
            new BenchCommand(),
            new BenchMemberCommand(),
            new FloorCommand(),
            new DiskCommand(),
        };
        root.HelpName = "cohort";
        HelpOption help = root.Options.OfType<HelpOption>().Single();
        var helpAction = new HelpWithExamples((HelpAction)help.Action!);
        help.Action = helpAction;
        root.SetAction(helpAction.Invoke);
        return root;
    }

    private static string PathOf(Command command) =>
        command.Parents.OfType<Command>().FirstOrDefault() is { } parent
            ? $"{PathOf(parent)} {command.Name}"
            : "cohort";
}

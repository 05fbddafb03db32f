using System.CommandLine;
using System.CommandLine.Parsing;
using Cohort.Cli.CommandLine;
using Cohort.Cli.Demo.Display;
using Spectre.Console;

namespace Cohort.Cli.Demo;

/// <summary><c>cohort demo</c>: real processes, a real kill, and the books compared afterwards.</summary>
internal sealed class DemoCommand : ExampledCommand
{
    private readonly NumberOption<int> _nodes = new(
        "--nodes",
        "How many processes",
        smallest: 3,
        largest: 9,
        preset: 3,
        whyNoFewer: "two cannot survive the death of their oldest, since the other alone is no quorum"
    );
    private readonly DurationOption _seconds = new(
        "--seconds",
        "How long the clients work",
        smallest: TimeSpan.FromSeconds(3),
        largest: TimeSpan.FromHours(1),
        preset: TimeSpan.FromSeconds(10)
    );
    private readonly NumberOption<int> _seed = new(
        "--seed",
        "What the clients' choices and the moment of the failure are drawn from; default: another one each time",
        smallest: 0,
        largest: int.MaxValue
    );
    private readonly NumberOption<int> _clients = new(
        "--clients",
        "How many clients each process runs",
        smallest: 1,
        largest: 1000,
        preset: 8
    );
    private readonly NumberOption<int> _groups = new(
        "--groups",
        "How many groups the work is spread over, each with a ledger of its own",
        smallest: 1,
        largest: 1000,
        preset: 1
    );
    private readonly Option<bool> _durable = new("--durable")
    {
        Description =
            "Keep the ledgers on disks, and kill all processes at once instead of the coordinator; recoveryMs is the time "
            + "from there until all ledgers take operations again",
    };
    private readonly NumberOption<int> _kills = new(
        "--kills",
        "durable: how often all are killed and started again; the work between is shared out over --seconds",
        smallest: 1,
        largest: 10_000,
        preset: 1
    );
    private readonly Option<DirectoryInfo?> _data = new("--data")
    {
        Description =
            "durable: leave what is on the disks in a new folder in this one [default: a temporary folder, removed]",
        HelpName = "FOLDER",
    };
    private readonly Option<bool> _json = new("--json") { Description = "Print one JSON object and nothing else" };

    public DemoCommand()
        : base(
            "demo",
            "Shows a replicated ledger survive a kill -9 of its coordinator, or of all processes; exits with 1 if anything is not as promised.",
            new Example("cohort demo", "Three processes for ten seconds, shown live."),
            new Example("cohort demo --nodes 5 --seconds 30", "Five of them, for longer."),
            new Example(
                "cohort demo --groups 100",
                "A hundred ledgers: how soon each has its new view, and what one costs."
            ),
            new Example(
                "cohort demo --durable",
                "All processes are killed at once, and come back with all that was acknowledged."
            ),
            new Example(
                "cohort demo --durable --kills 100 --seconds 60 --json",
                "A hundred times; recoveryMs is the median."
            ),
            new Example("cohort demo --json", "The figures alone, for a script.")
        )
    {
        Option[] durable = [_durable, _kills, _data];
        foreach (Option option in (Option[])[_nodes, _seconds, _seed, _clients, _groups, .. durable, _json])
            Add(option);
        foreach (Option option in (Option[])[_kills, _data])
            Validators.Add(result => NeedsDurable(result, option));
        SetAction((parsed, cancellationToken) => RunAsync(Read(parsed), parsed.GetValue(_json), cancellationToken));
    }

    private DemoRequest Read(ParseResult parsed)
    {
        int seed = parsed.GetResult(_seed) is null ? Random.Shared.Next() : parsed.GetValue(_seed);
        return new DemoRequest(
            parsed.GetValue(_nodes),
            _seconds.In(parsed),
            seed,
            parsed.GetValue(_clients),
            parsed.GetValue(_groups),
            parsed.GetValue(_durable) ? parsed.GetValue(_kills) : 0,
            parsed.GetValue(_data)?.FullName
        );
    }

    private void NeedsDurable(CommandResult command, Option option)
    {
        if (command.GetResult(option) is { Implicit: false } && !command.GetValue(_durable))
            command.AddError($"{option.Name} is for groups that outlive all processes; add --durable");
    }

    private static async Task<int> RunAsync(DemoRequest request, bool json, CancellationToken cancellationToken)
    {
        try
        {
            DemoOutcome outcome = await ShowAsync(request, json, cancellationToken);
            if (json)
                await Console.Out.WriteLineAsync(DemoReport.Of(outcome));
            if (!json || !outcome.Ok)
                DemoSummary.Write(json ? Console.Error : Console.Out, request, outcome);
            return outcome.Ok ? ExitCode.Ok : ExitCode.Failed;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            await Console.Error.WriteLineAsync("cohort demo: interrupted; every process that it started is gone.");
            return ExitCode.Failed;
        }
    }

    private static Task<DemoOutcome> ShowAsync(DemoRequest request, bool json, CancellationToken cancellationToken)
    {
        if (json)
            return DemoRun.RunAsync(request, new SilentDisplay(), cancellationToken);
        if (Console.IsOutputRedirected)
            return DemoRun.RunAsync(request, new PlainDisplay(Console.Out), cancellationToken);
        return TerminalDisplay.ShowAsync(
            AnsiConsole.Console,
            display => DemoRun.RunAsync(request, display, cancellationToken)
        );
    }
}

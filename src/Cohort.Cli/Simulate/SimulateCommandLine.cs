using System.Collections.Immutable;
using System.CommandLine;
using Cohort.Cli.CommandLine;
using Cohort.Simulation.Commands;
using Cohort.Simulation.Costs;
using Cohort.Simulation.Faults;
using Cohort.Simulation.Scenarios;

namespace Cohort.Cli.Simulate;

/// <summary><c>cohort simulate</c>: whole clusters under faults, judged by every property.</summary>
internal sealed class SimulateCommandLine : ExampledCommand
{
    private static readonly ScenarioBounds s_usual = new();

    private const int UsualSeeds = 100;
    private const int SeedsForMutants = 1000;

    private readonly NumberOption<int> _seeds = new(
        "--seeds",
        $"How many seeds to run [default: {UsualSeeds}; {SeedsForMutants} with --mutants]",
        1,
        int.MaxValue
    );
    private readonly NumberOption<ulong> _firstSeed = new("--first-seed", "The first of them", 0, ulong.MaxValue, 1);
    private readonly NumberOption<ulong> _seed = new(
        "--seed",
        "Run this one alone, and print what happens in it",
        0,
        ulong.MaxValue
    );
    private readonly Option<FileInfo?> _replay = File("--replay", "Run the scenario in a file that --keep has written");
    private readonly Option<DirectoryInfo?> _corpus = new("--corpus")
    {
        Description = "Run every scenario in a folder of past failures",
        HelpName = "FOLDER",
    };
    private readonly Option<string?> _mutants = new("--mutants")
    {
        Description =
            "Plant mistakes in the protocol, one at a time, and show that each is found within --seeds seeds: their "
            + "names, separated by commas, or all",
        HelpName = "LIST",
        Arity = ArgumentArity.ZeroOrOne,
    };
    private readonly Option<bool> _costs = new("--costs")
    {
        Description = "Print what a join, a root message and a death cost clusters of 3, 7, 20 and 50 nodes",
    };
    private readonly ParsedOption<(int Fewest, int Most)> _members = new(
        "--members",
        "How many processes a cluster has [default: 3..9]",
        "N..M",
        SimulateOptions.ParseMembers,
        (s_usual.FewestHosts, s_usual.MostHosts)
    );
    private readonly DurationOption _duration = new(
        "--duration",
        "How long each run lasts, in its own time",
        TimeSpan.FromSeconds(5),
        TimeSpan.FromHours(24),
        s_usual.Duration
    );
    private readonly ParsedOption<ImmutableArray<FaultKind>> _faults = new(
        "--faults",
        $"What may go wrong: {string.Join(", ", Enum.GetValues<FaultKind>().Select(SimulateOptions.NameOf))}, all or none [default: all]",
        "LIST",
        SimulateOptions.ParseFaults,
        s_usual.Faults
    );
    private readonly Option<bool> _disks = new("--disks")
    {
        Description =
            "Let some groups keep logs, on disks that become slow, fail, and lose what was not synced. (Such groups are not whole yet: "
            + "no application can ask for them.)",
    };
    private readonly Option<FileInfo?> _trace = File("--trace", "Write what happens in a single run to a file");
    private readonly Option<FileInfo?> _diagram = File(
        "--diagram",
        "Draw a single run as a space-time diagram: a line for each process, arrows for messages, bars for views"
    );
    private readonly DurationOption _diagramFrom = Moment("--diagram-from", "begins; default: where the run does");
    private readonly DurationOption _diagramTo = Moment("--diagram-to", "ends; default: where the run does");
    private readonly Option<FileInfo?> _resume = File("--resume", "Keep a journal, and go on where it ends");
    private readonly Option<DirectoryInfo?> _keep = new("--keep")
    {
        Description = "Shrink failing seeds, and keep what is left of them in this folder",
        HelpName = "FOLDER",
    };
    private readonly NumberOption<int> _workers = new(
        "--workers",
        "How many seeds run at a time",
        1,
        1024,
        Environment.ProcessorCount
    );
    private readonly Option<bool> _json = new("--json") { Description = "Print one JSON object and nothing else" };

    public SimulateCommandLine()
        : base(
            "simulate",
            "Runs whole clusters on a virtual network under faults, and judges each run by every property.",
            new Example("cohort simulate --seeds 200", "Two hundred clusters, two virtual minutes each."),
            new Example("cohort simulate --seed 17", "One of them, step by step."),
            new Example(
                "cohort simulate --seed 17 --diagram run.svg --diagram-from 20s --diagram-to 22s",
                "Draws two seconds of it, the way the papers do."
            ),
            new Example(
                "cohort simulate --seeds 20000 --duration 30s --resume long.jsonl",
                "A long run that may be broken off and goes on when it is started again."
            ),
            new Example(
                "cohort simulate --faults crash,restart,pause --members 5 --keep sim/Cohort.Simulation/corpus",
                "Fewer kinds of faults; failures are shrunk and kept."
            ),
            new Example(
                "cohort simulate --mutants --duration 60s",
                "Plants every mistake there is in a build of its own, and shows by which seed and property it is found."
            )
        )
    {
        Option[] whatToRun =
        [
            _seeds,
            _firstSeed,
            _seed,
            _replay,
            _corpus,
            _mutants,
            _costs,
            _members,
            _duration,
            _faults,
            _disks,
        ];
        Option[] whatToDoWithIt = [_trace, _diagram, _diagramFrom, _diagramTo, _resume, _keep, _workers, _json];
        foreach (Option option in (Option[])[.. whatToRun, .. whatToDoWithIt])
            Add(option);
        Validators.Add(result =>
        {
            Option[] whatToRun = [_seed, _replay, _corpus, _mutants, _costs];
            string[] given =
            [
                .. whatToRun.Where(option => result.GetResult(option) is not null).Select(option => option.Name),
            ];
            if (given.Length > 1)
                result.AddError($"{given[0]} and {given[1]} exclude each other");
        });
        SetAction((parsed, cancellationToken) => RunAsync(parsed, cancellationToken));
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        bool json = parsed.GetValue(_json);
        SimulateOptions options = Read(parsed);
        if (options.Problem() is { } problem)
        {
            await Console.Error.WriteLineAsync($"cohort simulate: {problem}");
            return ExitCode.Usage;
        }
        if (parsed.GetValue(_costs))
        {
            ImmutableArray<ClusterCost> costs = [.. new[] { 3, 7, 20, 50 }.Select(ClusterCosts.Measure)];
            await Console.Out.WriteLineAsync(ClusterCosts.Table(costs));
            return ExitCode.Ok;
        }
        if (parsed.GetResult(_mutants) is not null)
            return await MutantRun.RunAsync(parsed.GetValue(_mutants) ?? "all", options, json, cancellationToken);
        try
        {
            using var progress = new ProgressLine(Console.Error, Console.IsErrorRedirected);
            SimulateReport report = await Task.Run(
                () =>
                    parsed.GetValue(_corpus) is { } corpus
                        ? CorpusReplay.Run(corpus, progress.Show, cancellationToken)
                        : new SimulateCommand(options).Run(json ? null : Console.Out, progress.Show, cancellationToken),
                CancellationToken.None
            );
            progress.Clear();
            if (report.Interrupted)
            {
                bool isCorpus = parsed.GetValue(_corpus) is not null;
                await Console.Error.WriteLineAsync(
                    $"cohort simulate: interrupted {SimulateSummary.HowFar(report, options, isCorpus)}"
                );
            }
            await Console.Out.WriteLineAsync(json ? report.ToJson() : SimulateSummary.Of(report));
            return report.Ok ? ExitCode.Ok : ExitCode.Failed;
        }
        catch (Exception error) when (error is IOException or InvalidDataException or UnauthorizedAccessException)
        {
            await Console.Error.WriteLineAsync($"cohort simulate: {error.Message}");
            return ExitCode.Failed;
        }
    }

    private SimulateOptions Read(ParseResult parsed)
    {
        (int fewest, int most) = _members.In(parsed);
        return new SimulateOptions
        {
            Seeds =
                parsed.GetResult(_seeds) is not null ? parsed.GetValue(_seeds)
                : parsed.GetResult(_mutants) is not null ? SeedsForMutants
                : UsualSeeds,
            FirstSeed = parsed.GetValue(_firstSeed),
            Seed = parsed.GetResult(_seed) is null ? null : parsed.GetValue(_seed),
            Replay = parsed.GetValue(_replay)?.FullName,
            Bounds = new ScenarioBounds
            {
                FewestHosts = fewest,
                MostHosts = most,
                Duration = _duration.In(parsed),
                Faults = _faults.In(parsed),
                Disks = parsed.GetValue(_disks),
            },
            TraceFile = parsed.GetValue(_trace)?.FullName,
            DiagramFile = parsed.GetValue(_diagram)?.FullName,
            DiagramFrom = _diagramFrom.GivenIn(parsed),
            DiagramTo = _diagramTo.GivenIn(parsed),
            ResumeFile = parsed.GetValue(_resume)?.FullName,
            KeepIn = parsed.GetValue(_keep)?.FullName,
            Workers = parsed.GetValue(_workers),
        };
    }

    private static DurationOption Moment(string name, string what) =>
        new(name, $"Where the time that --diagram shows {what}", TimeSpan.Zero, TimeSpan.FromHours(24), preset: null);

    private static Option<FileInfo?> File(string name, string description) =>
        new(name) { Description = description, HelpName = "FILE" };
}

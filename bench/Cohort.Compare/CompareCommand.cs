using System.CommandLine;
using System.CommandLine.Help;
using Cohort.Cli.Bench.Choosing;
using Cohort.Cli.CommandLine;
using Cohort.Cli.Output;
using Cohort.Compare.Groups;
using Cohort.Compare.Packages;
using Cohort.Compare.Report;

namespace Cohort.Compare;

/// <summary><c>bench/compare</c>: peers and Cohort on the same work, on one machine, in turn.</summary>
internal sealed class CompareCommand : ExampledCommand
{
    private readonly ListOption<Peer> _peers = new(
        "--peers",
        "Which peers to run: corosync, redis, etcd [default: all]",
        "corosync,redis",
        text => [ListWords.Choice<Peer>(text)]
    );
    private readonly DurationOption _seconds = new(
        "--seconds",
        "How long each measurement lasts",
        smallest: TimeSpan.FromMilliseconds(100),
        largest: TimeSpan.FromHours(1),
        preset: TimeSpan.FromSeconds(3)
    );
    private readonly DurationOption _warmUp = new(
        "--warm-up",
        "How long everything runs before it counts",
        smallest: TimeSpan.FromMilliseconds(1),
        largest: TimeSpan.FromHours(1),
        preset: TimeSpan.FromSeconds(2)
    );
    private readonly NumberOption<int> _repetitions = new(
        "--repetitions",
        "How often each point is measured at each peer, and at Cohort after each of them",
        1,
        1000,
        3
    );
    private readonly Option<bool> _noInstall = new("--no-install")
    {
        Description = "Run only what is installed already",
    };
    private readonly Option<FileInfo?> _output = new("--output")
    {
        Description =
            "Where to write the tables: between the two marks in it, or at its end where it has none "
            + "[default: docs/performance.md]",
        HelpName = "FILE",
    };
    private readonly Option<bool> _json = new("--json")
    {
        Description = "Print one JSON object to standard output instead of the tables",
    };

    public CompareCommand()
        : base(
            "bench/compare",
            "Measures Cohort beside Corosync, Redis and etcd, all as three nodes on this machine, in turn. What is "
                + "missing of them is installed from Debian, which needs root, and stays installed: their services "
                + "start with the machine's next start, as Debian has it. All that is started here is gone at the "
                + "end. A peer that cannot be had is left out, and the tables say why; the exit code is then 1.",
            new Example("bench/compare", "All peers; the tables go to docs/performance.md."),
            new Example(
                "bench/compare --peers redis --seconds 1 --repetitions 1 --output redis.md",
                "A quick look at one of them."
            ),
            new Example("bench/compare --no-install --json", "What is installed already, as JSON too.")
        )
    {
        foreach (Option option in (Option[])[_peers, _seconds, _warmUp, _repetitions, _noInstall, _output, _json])
            Add(option);
        Add(new HelpOption());
        Add(new MemberCommand());
        SetAction(RunAsync);
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        using var status = new StatusLine(Console.Error, Console.IsErrorRedirected);
        var request = new CompareRequest
        {
            Peers = _peers.GivenIn(parsed) ?? Enum.GetValues<Peer>(),
            Timing = new Timing(_warmUp.In(parsed), _seconds.In(parsed)),
            Repetitions = parsed.GetValue(_repetitions),
        };
        string file = parsed.GetValue(_output)?.FullName ?? Repository.Path("docs/performance.md");
        if (Directory.Exists(file))
        {
            await Console.Error.WriteLineAsync($"bench/compare: --output names a folder: {file}; name a file in it");
            return ExitCode.Usage;
        }
        try
        {
            // Told before anything is measured: nobody waits some minutes for it.
            await MarkedPart.CheckAsync(file, cancellationToken);
            Circumstances before = await Circumstances.FindAsync(cancellationToken);
            var packages = new DebianPackages(!parsed.GetValue(_noInstall), status.Show);
            Results results = await new Comparison(request, packages, status.Show).RunAsync(cancellationToken);
            // What was installed meanwhile has a version now.
            Circumstances after = await Circumstances.FindAsync(cancellationToken);
            status.Clear();
            var report = new CompareReport(request, results, after with { Load = before.Load });
            await TellAsync(report, file, parsed.GetValue(_json), cancellationToken);
            return results.Failures.Any() || !results.HasAny ? ExitCode.Failed : ExitCode.Ok;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            await Console.Error.WriteLineAsync("bench/compare: interrupted; every process that it started is gone.");
            return ExitCode.Failed;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or FormatException)
        {
            await Console.Error.WriteLineAsync($"bench/compare: {error.Message}");
            return ExitCode.Failed;
        }
    }

    private static async Task TellAsync(
        CompareReport report,
        string file,
        bool json,
        CancellationToken cancellationToken
    )
    {
        foreach (string failure in report.Results.Failures)
            await Console.Error.WriteLineAsync($"bench/compare: not measured: {failure}");
        string tables = Tables.Write(report);
        await Console.Out.WriteLineAsync(json ? CompareJson.Write(report) : tables);
        if (!report.Results.HasAny)
        {
            await Console.Error.WriteLineAsync($"bench/compare: nothing was measured; {file} stays as it is.");
            return;
        }
        await MarkedPart.ReplaceAsync(file, tables, cancellationToken);
        await Console.Error.WriteLineAsync($"bench/compare: the tables are in {file}");
    }
}

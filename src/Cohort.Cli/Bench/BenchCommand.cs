using System.CommandLine;
using System.Globalization;
using Cohort.Cli.Bench.Choosing;
using Cohort.Cli.Bench.Plot;
using Cohort.Cli.Bench.Report;
using Cohort.Cli.CommandLine;
using Cohort.Cli.Output;

namespace Cohort.Cli.Bench;

/// <summary><c>cohort bench</c>: how fast a group is, what that costs, and how near that is to bare sockets.</summary>
internal sealed class BenchCommand : ExampledCommand
{
    private readonly BenchOptions _what = new();
    private readonly DurationOption _seconds = new(
        "--seconds",
        "How long each measurement lasts; view-change takes as long as its changes do",
        smallest: TimeSpan.FromMilliseconds(100),
        largest: TimeSpan.FromHours(1),
        preset: TimeSpan.FromSeconds(5)
    );
    private readonly DurationOption _warmUp = new(
        "--warm-up",
        "How long everything runs at least before it counts; a group runs on until its compilers have settled, up to 20 s more",
        smallest: TimeSpan.FromMilliseconds(1),
        largest: TimeSpan.FromHours(1),
        preset: TimeSpan.FromSeconds(2)
    );
    private readonly NumberOption<int> _repetitions = new(
        "--repetitions",
        "How often each point is measured, with new processes; medians are reported",
        1,
        1000,
        3
    );
    private readonly Option<bool> _floor = new("--floor")
    {
        Description =
            "Measure bare sockets with the same processes, fan-out and sizes in turn with the group, and report ratios; "
            + "of throughput, latency and growth. With --delivery durable: as many processes that append to the disk, and syncs of "
            + "one of them",
    };
    private readonly Option<bool> _json = new("--json")
    {
        Description =
            "Print one JSON object and nothing else; ratioToFloor is the group by bare sockets of throughput, and of "
            + "latency the group's median by theirs; durable: by the disk, and by a sync with a raw round trip",
    };
    private readonly Option<FileInfo?> _plot = new("--plot")
    {
        Description = "Draw curves of what was measured, over sizes and members",
        HelpName = "FILE.svg",
    };

    public BenchCommand()
        : base(
            "bench",
            "Measures how fast a group of real processes is on this machine, what that costs, and how near it is to bare "
                + "sockets.",
            new Example("cohort bench --floor", "Throughput and latency of three members, beside bare sockets."),
            new Example(
                "cohort bench throughput --members 3,5 --senders one,all --size 64,10KiB --json",
                "Every combination of these, as JSON."
            ),
            new Example(
                "cohort bench latency --sender oldest --delivery received --floor",
                "From the member that orders to the last of the others, as a multiple of a raw round trip."
            ),
            new Example(
                "cohort bench --delivery durable --size 10KiB --floor --data /var/tmp",
                "Messages that are on the disks of all members, beside what the disk of /var/tmp does alone."
            ),
            new Example(
                "cohort bench view-change --event kill --load clients --repetitions 5",
                "From kill -9 to the new view at all survivors, and how long their clients waited."
            ),
            new Example(
                "cohort bench view-change --event join --state 0,64MiB",
                "How long joining takes, without and with a large state."
            ),
            new Example(
                "cohort bench fairness --beside bulk --bulk-size 1MiB,16MiB",
                "Small messages of one group beside large ones of another."
            ),
            new Example(
                "cohort bench fairness --beside slow --slow 5ms --slow-by awaiting",
                "What a group does when the handler of one member is slow."
            ),
            new Example(
                "cohort bench overload --clients 64,640,6400",
                "Whether throughput collapses under ten and a hundred times as many clients."
            ),
            new Example(
                "cohort bench groups --groups 0,1000",
                "What a thousand idle groups cost five processes, and how fast all go on when one is killed."
            ),
            new Example(
                "cohort bench growth --floor --plot growth.svg",
                "From 2 to 9 members, and from 64 B to 16 MiB; takes its time."
            )
        )
    {
        _what.AddTo(this);
        foreach (Option option in (Option[])[_seconds, _warmUp, _repetitions, _floor, _json, _plot])
            Add(option);
        SetAction(RunAsync);
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        Choices choices = _what.In(parsed);
        if (Problem(parsed, choices) is { } problem)
        {
            await Console.Error.WriteLineAsync($"cohort bench: {problem} (see cohort bench --help)");
            return ExitCode.Usage;
        }
        try
        {
            BenchOutcome outcome = await MeasureAsync(Read(parsed, choices), parsed, cancellationToken);
            foreach (string failure in outcome.Failures)
                await Console.Error.WriteLineAsync($"cohort bench: not measured: {failure}");
            return outcome.Failures.Count == 0 ? ExitCode.Ok : ExitCode.Failed;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            await Console.Error.WriteLineAsync($"cohort bench: {error.Message}");
            return ExitCode.Failed;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            await Console.Error.WriteLineAsync("cohort bench: interrupted; every process that it started is gone.");
            return ExitCode.Failed;
        }
    }

    private string? Problem(ParseResult parsed, Choices choices) =>
        ProblemOfPlot(parsed.GetValue(_plot), choices)
        ?? ProblemOfFloor(parsed.GetValue(_floor), choices)
        ?? choices.Problem()
        ?? _what.Unheeded(parsed, choices);

    // Told before anything is measured: nobody waits half an hour for it.
    private static string? ProblemOfPlot(FileInfo? plot, Choices choices)
    {
        if (plot is null)
            return null;
        if (choices.Mode is { HasFloor: false } mode)
            return $"--plot means nothing to {mode.Word()}: there are no curves to draw; leave it out";
        if (choices.Sizes?.Contains(0) == true)
            return "--plot has no place for messages of 0 bytes on its logarithmic axis; leave that size out";
        if (Directory.Exists(plot.FullName))
            return $"--plot names a folder: {plot.FullName}; name a file in it, such as {Path.Combine(plot.FullName, "growth.svg")}";
        return plot.Directory is { Exists: true }
            ? null
            : $"--plot names a file in a folder that does not exist: {plot.DirectoryName}; make it first";
    }

    private static string? ProblemOfFloor(bool floor, Choices choices) =>
        floor && choices.Mode is { HasFloor: false } mode
            ? $"--floor means nothing to {mode.Word()}: bare sockets have nothing to compare with it; leave it out"
            : null;

    private BenchRequest Read(ParseResult parsed, Choices choices) =>
        new()
        {
            Settings = choices.Settings(),
            Duration = _seconds.In(parsed),
            WarmUp = _warmUp.In(parsed),
            Repetitions = parsed.GetValue(_repetitions),
            Floor = parsed.GetValue(_floor),
        };

    private static string InWords(TimeSpan time) =>
        time < TimeSpan.FromSeconds(90) ? $"{time.TotalSeconds:0} s" : $"{Math.Ceiling(time.TotalMinutes):0} min";

    private async Task<BenchOutcome> MeasureAsync(
        BenchRequest request,
        ParseResult parsed,
        CancellationToken cancellationToken
    )
    {
        bool json = parsed.GetValue(_json);
        using var status = new StatusLine(Console.Error, Console.IsErrorRedirected);
        status.Show(
            string.Create(CultureInfo.InvariantCulture, $"takes about {InWords(request.Expected)}; Ctrl-C ends it")
        );
        var table = new BenchTable(Console.Out, request.Floor);
        var run = new BenchRun(request, status.Show, Tell);
        BenchOutcome outcome = await run.RunAsync(cancellationToken);
        status.Clear();
        if (json)
            await Console.Out.WriteLineAsync(BenchReport.Json(request, outcome));
        if (parsed.GetValue(_plot) is { } file && outcome.Points.Count > 0)
            await File.WriteAllTextAsync(file.FullName, BenchPlot.Draw(outcome.Points), cancellationToken);
        return outcome;

        void Tell(BenchPoint point)
        {
            status.Clear();
            if (!json)
                table.Write(point);
        }
    }
}

using Cohort.Cli.Bench.Disk;
using Cohort.Cli.Bench.Floor;
using Cohort.Cli.Bench.Modes;
using Cohort.Cli.Bench.Report;
using Cohort.Cli.Children;

namespace Cohort.Cli.Bench;

/// <summary>Measures all that was asked for, one setting after the other.</summary>
/// <param name="request">What was asked for.</param>
/// <param name="onProgress">Hears what is being done, in words.</param>
/// <param name="onPoint">Hears each point as soon as it is measured.</param>
internal sealed class BenchRun(BenchRequest request, Action<string> onProgress, Action<BenchPoint> onPoint)
{
    // Growth is throughput with the latencies of the same setting, and nothing else of them: that group idles.
    private static readonly Figure[] s_latencies =
    [
        Figure.LatencyP50Us,
        Figure.LatencyP99Us,
        Figure.LatencyP999Us,
        Figure.LastOtherP50Us,
        Figure.LastOtherP99Us,
        Figure.LastOtherP999Us,
        Figure.FloorRoundTripP50Us,
        Figure.FloorRoundTripP99Us,
        Figure.FloorRoundTripP999Us,
        Figure.LatencyRatioToFloor,
        Figure.LastOtherRatioToFloor,
        Figure.FloorFsyncP50Us,
        Figure.FloorFsyncP99Us,
        Figure.FloorFsyncTogetherP50Us,
    ];

    private readonly Peaks _peaks = new();
    private string _setting = "";
    private string _step = "";

    /// <summary>Measures. What fails does not keep the rest from being measured.</summary>
    public async Task<BenchOutcome> RunAsync(CancellationToken cancellationToken)
    {
        var points = new List<BenchPoint>();
        var failures = new List<string>();
        foreach (Setting setting in request.Settings)
            try
            {
                _setting = $"{points.Count + failures.Count + 1} of {request.Settings.Count}: {setting}";
                points.Add(await MeasureAsync(setting, cancellationToken));
                onPoint(points[^1]);
            }
            catch (Exception error) when (error is BenchFailedException or ChildFailedException)
            {
                failures.Add($"{setting}: {error.Message}");
            }
        return new BenchOutcome(points, failures);
    }

    private async Task<BenchPoint> MeasureAsync(Setting setting, CancellationToken cancellationToken)
    {
        var repetitions = new List<Figures>();
        for (int repetition = 1; repetition <= request.Repetitions; repetition++)
        {
            _step = $"{_setting}; repetition {repetition} of {request.Repetitions}";
            repetitions.Add(await OnceAsync(setting, cancellationToken));
        }
        var point = new BenchPoint(setting, repetitions);
        if (setting.Mode == BenchMode.Overload)
            _peaks.Compare(point);
        return point;
    }

    private Task<Figures> OnceAsync(Setting setting, CancellationToken cancellationToken) =>
        setting.Mode switch
        {
            BenchMode.Throughput => ThroughputAsync(setting, cancellationToken),
            BenchMode.Latency => LatencyAsync(setting, cancellationToken),
            BenchMode.Growth => GrowthAsync(setting, cancellationToken),
            BenchMode.Fairness => FairnessAsync(setting, cancellationToken),
            BenchMode.Overload => OverloadAsync(setting, cancellationToken),
            BenchMode.Groups => GroupsAsync(setting, cancellationToken),
            _ => ViewChangeAsync(setting, cancellationToken),
        };

    private async Task<Figures> ThroughputAsync(Setting setting, CancellationToken cancellationToken)
    {
        var figures = new Figures();
        if (request.Floor && setting.Size > 0)
        {
            onProgress($"{_step}, {(setting.IsDurable ? "the disk alone" : "bare sockets")}");
            figures.Add(
                setting.IsDurable
                    ? await DiskRun.AppendAsync(setting, request, cancellationToken)
                    : await FloorRun.StreamAsync(setting, request, cancellationToken)
            );
        }
        onProgress($"{_step}, group");
        figures.Add(await ThroughputRun.RunAsync(setting, request, cancellationToken));
        figures.Divide(Figure.RatioToFloor, Figure.MessagesPerSecond, Figure.FloorMessagesPerSecond);
        return figures;
    }

    private async Task<Figures> LatencyAsync(Setting setting, CancellationToken cancellationToken)
    {
        var figures = new Figures();
        if (request.Floor)
        {
            onProgress($"{_step}, raw round trips");
            figures.Add(await FloorRun.PingPongAsync(setting, request, cancellationToken));
        }
        if (request.Floor && setting.IsDurable)
        {
            onProgress($"{_step}, syncs of the disk alone");
            figures.Add(await DiskRun.SyncAsync(setting, request, cancellationToken));
        }
        onProgress($"{_step}, group");
        figures.Add(await LatencyRun.RunAsync(setting, request, cancellationToken));
        figures[Figure.RatioToFloor] = figures[Figure.LatencyP50Us] / LatencyFloor(figures);
        figures.Divide(Figure.LatencyRatioToFloor, Figure.LatencyP50Us, Figure.FloorRoundTripP50Us);
        figures.Divide(Figure.LastOtherRatioToFloor, Figure.LastOtherP50Us, Figure.FloorRoundTripP50Us);
        return figures;
    }

    // At least the message has to go there and come back, and to the disk where it is Durable.
    private static double? LatencyFloor(Figures figures) =>
        figures[Figure.FloorRoundTripP50Us] + (figures[Figure.FloorFsyncP50Us] ?? 0);

    private async Task<Figures> GrowthAsync(Setting setting, CancellationToken cancellationToken)
    {
        Figures figures = await ThroughputAsync(setting with { Mode = BenchMode.Throughput }, cancellationToken);
        figures.Add(
            await LatencyAsync(setting with { Mode = BenchMode.Latency, Senders = 1 }, cancellationToken),
            s_latencies
        );
        return figures;
    }

    private Task<Figures> FairnessAsync(Setting setting, CancellationToken cancellationToken)
    {
        onProgress(_step);
        return setting.Beside == Neighbour.Bulk
            ? BesideBulkRun.RunAsync(setting, request, cancellationToken)
            : BesideSlowRun.RunAsync(setting, request, cancellationToken);
    }

    private Task<Figures> OverloadAsync(Setting setting, CancellationToken cancellationToken)
    {
        onProgress(_step);
        return OverloadRun.RunAsync(setting, request, cancellationToken);
    }

    private Task<Figures> GroupsAsync(Setting setting, CancellationToken cancellationToken)
    {
        onProgress(_step);
        return GroupsRun.RunAsync(setting, request, cancellationToken);
    }

    private Task<Figures> ViewChangeAsync(Setting setting, CancellationToken cancellationToken)
    {
        onProgress(_step);
        return ViewChangeRun.RunAsync(setting, request, cancellationToken);
    }
}

using System.Buffers.Binary;
using Cohort.Cli.Bench.Members;
using Cohort.Cli.Bench.Report;
using Cohort.Cli.Children;

namespace Cohort.Cli.Bench.Disk;

/// <summary>
/// One repetition with the disk alone. The members of a measured group are on one machine and share its disk, so as many processes
/// append at once. Every process that it starts is ended, whatever happens.
/// </summary>
internal sealed class DiskRun : IAsyncDisposable
{
    /// <summary>How many bytes go with one sync: what the sweep tries.</summary>
    public static readonly IReadOnlyList<int> Batches = [256 << 10, 1 << 20, 4 << 20, 16 << 20];

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan s_trial = TimeSpan.FromMilliseconds(500);

    private readonly ChildSet _children = new(s_patience);
    private readonly MemberFolders _folders;
    private readonly int _size;

    private DiskRun(Setting setting)
    {
        _folders = new MemberFolders(setting.Data);
        _size = setting.Size;
    }

    /// <summary>Appends records of the size of a setting, as many processes as it has members, with the batches that suit the disk
    /// best.</summary>
    public static async Task<Figures> AppendAsync(
        Setting setting,
        BenchRequest request,
        CancellationToken cancellationToken
    )
    {
        await using DiskRun run = await StartAsync(setting, setting.Members, cancellationToken);
        int best = await run.BestBatchAsync(cancellationToken);
        IReadOnlyList<MemberSample> samples = await run.SampleAsync(best, request.Duration, cancellationToken);
        double rate = Work.Rate(samples);
        return new Figures
        {
            [Figure.FloorMessagesPerSecond] = rate,
            [Figure.FloorMegabytesPerSecond] = rate * setting.Size / 1e6,
            [Figure.FloorCpuSecondsPerMillion] = Work.CpuSecondsPerMillion(samples),
            [Figure.FloorBatchBytes] = best,
        };
    }

    /// <summary>Appends records of the size of a setting with a sync for each: one process alone, and then all at once.</summary>
    public static async Task<Figures> SyncAsync(
        Setting setting,
        BenchRequest request,
        CancellationToken cancellationToken
    )
    {
        // The one that is alone keeps quiet while the others are measured.
        await using DiskRun run = await StartAsync(setting, 1 + setting.Members, cancellationToken);
        double[] alone = await run.SyncsAsync([run._children.Living[0]], request, cancellationToken);
        double[] together = await run.SyncsAsync([.. run._children.Living.Skip(1)], request, cancellationToken);
        return new Figures
        {
            [Figure.FloorFsyncP50Us] = Statistics.Percentile(alone, 0.5),
            [Figure.FloorFsyncP99Us] = Statistics.Percentile(alone, 0.99),
            [Figure.FloorFsyncTogetherP50Us] = Statistics.Percentile(together, 0.5),
        };
    }

    public async ValueTask DisposeAsync()
    {
        await _children.DisposeAsync();
        _folders.Dispose();
    }

    private static async Task<DiskRun> StartAsync(Setting setting, int processes, CancellationToken cancellationToken)
    {
        var run = new DiskRun(setting);
        try
        {
            for (int process = 0; process < processes; process++)
                run._children.Start(DiskCommand.Line(new DiskRequest(run._folders.Above, setting.Size)));
            await run.FromAsync(run._children.Living, MemberFrame.Connected, cancellationToken);
            return run;
        }
        catch
        {
            await run.DisposeAsync();
            throw;
        }
    }

    // In microseconds, shortest first.
    private async Task<double[]> SyncsAsync(
        IReadOnlyList<Child> processes,
        BenchRequest request,
        CancellationToken cancellationToken
    )
    {
        Tell(processes, recordsPerSync: 1);
        await Task.Delay(request.WarmUp, cancellationToken);
        TellKind(processes, MemberFrame.Measure);
        await Task.Delay(request.Duration, cancellationToken);
        TellKind(processes, MemberFrame.Report);
        await FromAsync(processes, MemberFrame.Sample, cancellationToken);
        Tell(processes, recordsPerSync: 0);
        TellKind(processes, MemberFrame.ReportLatencies);
        IReadOnlyList<Frame> answers = await FromAsync(processes, MemberFrame.Latencies, cancellationToken);
        double[] syncs = [.. answers.SelectMany(LatencyLog.From).Order()];
        return syncs.Length > 0
            ? syncs
            : throw new BenchFailedException("not one sync came about; --seconds and --warm-up give it longer");
    }

    // The first round is warm-up and does not count.
    private async Task<int> BestBatchAsync(CancellationToken cancellationToken)
    {
        var rates = new Dictionary<int, double>();
        for (int round = 0; round < 2; round++)
            foreach (int bytes in Batches)
                rates[bytes] = Work.Rate(await SampleAsync(bytes, s_trial, cancellationToken));
        return rates.MaxBy(rate => rate.Value).Key;
    }

    private async Task<IReadOnlyList<MemberSample>> SampleAsync(
        int bytes,
        TimeSpan duration,
        CancellationToken cancellationToken
    )
    {
        IReadOnlyList<Child> all = _children.Living;
        Tell(all, Math.Max(1, bytes / _size));
        await Task.Delay(s_trial, cancellationToken);
        TellKind(all, MemberFrame.Measure);
        await Task.Delay(duration, cancellationToken);
        TellKind(all, MemberFrame.Report);
        return [.. (await FromAsync(all, MemberFrame.Sample, cancellationToken)).Select(MemberSample.From)];
    }

    private static void Tell(IEnumerable<Child> processes, int recordsPerSync)
    {
        var body = new byte[sizeof(int)];
        BinaryPrimitives.WriteInt32LittleEndian(body, recordsPerSync);
        foreach (Child process in processes)
            process.Tell(new Frame((byte)MemberFrame.Batch, body));
    }

    private static void TellKind(IEnumerable<Child> processes, MemberFrame kind)
    {
        foreach (Child process in processes)
            process.Tell(new Frame((byte)kind, default));
    }

    private Task<IReadOnlyList<Frame>> FromAsync(
        IReadOnlyCollection<Child> processes,
        MemberFrame kind,
        CancellationToken cancellationToken
    ) =>
        _children.FromEachAsync(
            processes,
            (byte)kind,
            $"the {kind} of the processes that use the disk alone",
            (_, frame) => throw new ChildFailedException($"A disk process said {frame.Kind}, not {kind}."),
            cancellationToken
        );
}

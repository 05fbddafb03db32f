using System.Buffers.Binary;
using Cohort.Cli.Bench.Members;
using Cohort.Cli.Bench.Report;
using Cohort.Cli.Children;

namespace Cohort.Cli.Bench.Floor;

/// <summary>One repetition with bare sockets. Every process that it starts is ended, whatever happens.</summary>
internal sealed class FloorRun : IAsyncDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan s_settling = TimeSpan.FromMilliseconds(150);
    private static readonly TimeSpan s_trial = TimeSpan.FromMilliseconds(350);

    private readonly ChildSet _children = new(s_patience);

    private FloorRun() { }

    /// <summary>Streams with the same processes, senders and sizes as a setting.</summary>
    public static async Task<Figures> StreamAsync(
        Setting setting,
        BenchRequest request,
        CancellationToken cancellationToken
    )
    {
        await using FloorRun run = await StartAsync(setting.Members, setting.Size, setting.Senders, cancellationToken);
        int best = await run.BestBatchAsync(request.WarmUp, cancellationToken);
        run.WriteAtATime(best);
        await Task.Delay(s_settling, cancellationToken);
        IReadOnlyList<MemberSample> samples = await run.SampleAsync(request.Duration, cancellationToken);
        double rate = Work.Rate(samples);
        return new Figures
        {
            [Figure.FloorMessagesPerSecond] = rate,
            [Figure.FloorMegabytesPerSecond] = rate * setting.Size / 1e6,
            [Figure.FloorCpuSecondsPerMillion] = Work.CpuSecondsPerMillion(samples),
            [Figure.FloorBatchBytes] = best,
        };
    }

    /// <summary>Plays ping-pong with messages of the same size as a setting.</summary>
    public static async Task<Figures> PingPongAsync(
        Setting setting,
        BenchRequest request,
        CancellationToken cancellationToken
    )
    {
        await using FloorRun run = await StartAsync(processes: 2, setting.Size, senders: 0, cancellationToken);
        await Task.Delay(request.WarmUp, cancellationToken);
        await run.SampleAsync(request.Duration, cancellationToken);
        run._children.TellAll((byte)MemberFrame.ReportLatencies);
        IReadOnlyList<Frame> answers = await run.FromAllAsync(MemberFrame.Latencies, cancellationToken);
        double[] roundTrips = LatencyLog.From(answers[0]);
        if (roundTrips.Length == 0)
            throw new BenchFailedException("not one raw round trip came about; --seconds and --warm-up give it longer");
        return Latencies.OfRoundTrips(roundTrips);
    }

    public ValueTask DisposeAsync() => _children.DisposeAsync();

    private static async Task<FloorRun> StartAsync(
        int processes,
        int size,
        int senders,
        CancellationToken cancellationToken
    )
    {
        var run = new FloorRun();
        try
        {
            string[] addresses = [.. FreePorts.Find(processes).Select(port => $"127.0.0.1:{port}")];
            for (int index = 0; index < processes; index++)
                run._children.Start(
                    FloorCommand.Line(
                        new FloorRequest
                        {
                            Index = index,
                            Addresses = addresses,
                            Size = size,
                            Senders = senders,
                        }
                    )
                );
            await run.FromAllAsync(MemberFrame.Connected, cancellationToken);
            run._children.TellAll((byte)MemberFrame.Start);
            return run;
        }
        catch
        {
            await run.DisposeAsync();
            throw;
        }
    }

    // The first round is warm-up and does not count.
    private async Task<int> BestBatchAsync(TimeSpan warmUp, CancellationToken cancellationToken)
    {
        TimeSpan share = warmUp / Batch.Sweep.Count;
        foreach (int bytes in Batch.Sweep)
        {
            WriteAtATime(bytes);
            await Task.Delay(share, cancellationToken);
        }
        var rates = new Dictionary<int, double>();
        foreach (int bytes in Batch.Sweep)
        {
            WriteAtATime(bytes);
            await Task.Delay(s_settling, cancellationToken);
            rates[bytes] = Work.Rate(await SampleAsync(s_trial, cancellationToken));
        }
        return rates.MaxBy(rate => rate.Value).Key;
    }

    private void WriteAtATime(int bytes)
    {
        var body = new byte[sizeof(int)];
        BinaryPrimitives.WriteInt32LittleEndian(body, bytes);
        foreach (Child child in _children.Living)
            child.Tell(new Frame((byte)MemberFrame.Batch, body));
    }

    private async Task<IReadOnlyList<MemberSample>> SampleAsync(TimeSpan duration, CancellationToken cancellationToken)
    {
        _children.TellAll((byte)MemberFrame.Measure);
        await Task.Delay(duration, cancellationToken);
        _children.TellAll((byte)MemberFrame.Report);
        return [.. (await FromAllAsync(MemberFrame.Sample, cancellationToken)).Select(MemberSample.From)];
    }

    private Task<IReadOnlyList<Frame>> FromAllAsync(MemberFrame kind, CancellationToken cancellationToken) =>
        _children.FromEachAsync(
            _children.Living,
            (byte)kind,
            $"the {kind} of every bare-socket process",
            (_, frame) => throw new ChildFailedException($"A bare-socket process said {frame.Kind}, not {kind}."),
            cancellationToken
        );
}

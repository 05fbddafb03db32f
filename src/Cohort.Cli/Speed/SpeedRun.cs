using System.Threading.Channels;
using Cohort.Cli.Children;

namespace Cohort.Cli.Speed;

/// <summary>One measurement: every process sends without pause, and says what it did in the same stretch of time.</summary>
internal sealed class SpeedRun : IAsyncDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    // Long enough for the just-in-time compiler to have settled on what it compiles best.
    private static readonly TimeSpan s_warmUp = TimeSpan.FromSeconds(3);

    private readonly List<Child> _members = [];
    private readonly Channel<(Child Member, Frame? Frame)> _frames = Channel.CreateUnbounded<(Child, Frame?)>();

    private SpeedRun() { }

    /// <summary>Measures, and ends every process that it started whatever happens.</summary>
    public static async Task<IReadOnlyList<SpeedSample>> RunAsync(
        SpeedRequest request,
        CancellationToken cancellationToken
    )
    {
        await using var run = new SpeedRun();
        run.StartMembers(request);
        await run.FromAllAsync(SpeedFrameKind.Ready, cancellationToken);
        run.TellAll(SpeedFrameKind.Start);
        await Task.Delay(s_warmUp, cancellationToken);
        run.TellAll(SpeedFrameKind.Measure);
        await Task.Delay(request.Duration, cancellationToken);
        run.TellAll(SpeedFrameKind.Report);
        return [.. (await run.FromAllAsync(SpeedFrameKind.Sample, cancellationToken)).Select(SpeedSample.From)];
    }

    public async ValueTask DisposeAsync()
    {
        foreach (Child member in _members)
            await member.DisposeAsync();
    }

    private void StartMembers(SpeedRequest request)
    {
        string cluster = $"speed-{Guid.NewGuid():N}";
        string[] addresses = [.. FreePorts.Find(request.Nodes).Select(port => $"127.0.0.1:{port}")];
        foreach (string address in addresses)
            _members.Add(
                Child.Start(
                    SpeedMemberCommand.Line(request, cluster, address, addresses),
                    (member, frame) => _frames.Writer.TryWrite((member, frame))
                )
            );
    }

    private void TellAll(SpeedFrameKind kind)
    {
        foreach (Child member in _members)
            member.Tell(new Frame((byte)kind, default));
    }

    private async Task<IReadOnlyList<Frame>> FromAllAsync(SpeedFrameKind kind, CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(s_patience);
        var frames = new Dictionary<Child, Frame>();
        while (frames.Count < _members.Count)
        {
            (Child member, Frame? frame) = await NextAsync(kind, patience.Token, cancellationToken);
            if (frame is not { } told)
                throw new SpeedFailedException($"A process ended by itself: {member.LastErrors}");
            if (told.Kind == (byte)kind)
                frames[member] = told;
        }
        return [.. frames.Values];
    }

    private async Task<(Child Member, Frame? Frame)> NextAsync(
        SpeedFrameKind kind,
        CancellationToken patience,
        CancellationToken cancellationToken
    )
    {
        try
        {
            return await _frames.Reader.ReadAsync(patience);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            string errors = string.Join(Environment.NewLine, _members.Select(member => member.LastErrors));
            throw new SpeedFailedException(
                $"Not every process said {kind} within {s_patience.TotalSeconds} s. {errors}"
            );
        }
    }
}

using Cohort.Cli.Children;
using Cohort.Cli.CommandLine;

namespace Cohort.Cli.Speed;

/// <summary>One process of the measurement: it sends without pause and counts what is delivered to it.</summary>
internal sealed class SpeedMember(NodeOptions options, SpeedRequest request)
{
    private readonly Parent _parent = new();
    private readonly TaskCompletionSource _started = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private SpeedSample? _from;
    private long _deliveries;

    /// <summary>Takes part until the parent ends this process.</summary>
    public async Task<int> RunAsync()
    {
        _parent.Listen(OnFrame);
        try
        {
            await using Node node = await Node.StartAsync(options);
            await using Group group = await node.JoinAsync(
                "speed",
                new GroupOptions { OnView = OnView, OnMessage = OnMessage }
            );
            await _started.Task;
            await await Task.WhenAny(SendAsync(group), group.Completion);
            return ExitCode.Ok;
        }
        catch (CohortException error)
        {
            await Console.Error.WriteLineAsync(error.Message);
            return ExitCode.Failed;
        }
    }

    private async Task SendAsync(Group group)
    {
        var payload = new byte[request.Size];
        var underWay = new Queue<ValueTask>(request.Outstanding);
        while (true)
        {
            if (underWay.Count == request.Outstanding)
                await underWay.Dequeue();
            underWay.Enqueue(group.SendAsync(payload, request.Order, request.Delivery));
        }
    }

    private void OnView(ViewChange change)
    {
        if (change.View.Members.Count(member => member.HoldsState) == request.Nodes)
            _parent.Tell(new Frame((byte)SpeedFrameKind.Ready, default));
    }

    private void OnMessage(Message message) => Volatile.Write(ref _deliveries, _deliveries + 1);

    private void OnFrame(Frame frame)
    {
        switch ((SpeedFrameKind)frame.Kind)
        {
            case SpeedFrameKind.Start:
                _started.TrySetResult();
                break;
            case SpeedFrameKind.Measure:
                _from = SpeedSample.Take(Volatile.Read(ref _deliveries));
                break;
            case SpeedFrameKind.Report:
                _parent.Tell(SpeedSample.Take(Volatile.Read(ref _deliveries)).Since(_from!).ToFrame());
                break;
            default:
                throw new InvalidDataException($"The parent said {frame.Kind}, which means nothing to a member.");
        }
    }
}

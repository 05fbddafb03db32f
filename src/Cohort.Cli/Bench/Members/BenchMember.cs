using System.Buffers;
using System.Buffers.Binary;
using System.Diagnostics;
using Cohort.Cli.Children;
using Cohort.Cli.CommandLine;

namespace Cohort.Cli.Bench.Members;

/// <summary>One process of a measured group: it does the work of its setting, and says what that took.</summary>
internal sealed class BenchMember(NodeOptions options, Setting setting)
{
    private readonly Parent _parent = new();
    private readonly IWorkload _workload = IWorkload.Of(setting);
    private readonly TaskCompletionSource _started = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly SemaphoreSlim _leave = new(0);
    private readonly SemaphoreSlim _join = new(0);
    private readonly byte[] _state = new byte[setting.StateBytes];
    private MemberSample? _from;
    private SocketCounter? _socketCounter;
    private long _deliveries;

    /// <summary>Takes part until the parent ends this process.</summary>
    public async Task<int> RunAsync()
    {
        _parent.Listen(OnFrame);
        try
        {
            await using Node node = await Node.StartAsync(options);
            while (true)
            {
                await StayAsync(node);
                await _join.WaitAsync();
            }
        }
        catch (CohortException error)
        {
            await Console.Error.WriteLineAsync(error.Message);
            return ExitCode.Failed;
        }
    }

    // One membership, from the request to join to the end of leaving.
    private async Task StayAsync(Node node)
    {
        TellAsked();
        await using IAsyncDisposable? beside = await _workload.JoinBesideAsync(node);
        await using Group group = await node.JoinAsync(
            "bench",
            new GroupOptions
            {
                OnView = OnView,
                OnMessage = _workload.Awaits ? null : OnMessage,
                OnMessageAsync = _workload.Awaits ? OnMessageAsync : null,
                State =
                    _state.Length == 0 && !setting.IsDurable
                        ? null
                        : StateTransfer.Of(writer => writer.Write(_state), Load),
                Durability = setting.IsDurable ? Durability.Log : Durability.None,
                // Who is expelled says so and ends: nothing that is measured expels anybody.
                Rejoin = false,
            }
        );
        using var leaving = new CancellationTokenSource();
        Task work = Task.WhenAll(WorkAsync(group, leaving.Token), _workload.RunBesideAsync(leaving.Token));
        Task leave = _leave.WaitAsync(CancellationToken.None);
        await await Task.WhenAny(leave, group.Completion, FailureOf(work));
        await leaving.CancelAsync();
        await work;
        TellAsked();
        await group.LeaveAsync(CancellationToken.None);
    }

    private async Task WorkAsync(Group group, CancellationToken leaving)
    {
        await _started.Task.WaitAsync(leaving).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (!leaving.IsCancellationRequested && IsSender(group.View))
            await _workload.RunAsync(group, leaving);
    }

    // Work that ends in good order is no reason for anything.
    private static async Task FailureOf(Task work)
    {
        await work;
        await Task.Delay(Timeout.Infinite);
    }

    private bool IsSender(View view)
    {
        int rank = view.Members.Select(member => member.Name).ToList().IndexOf(options.Name!);
        int place = setting.Side == Age.Oldest ? rank : view.Members.Length - 1 - rank;
        return place < setting.Senders;
    }

    private void OnView(ViewChange change)
    {
        long now = Stopwatch.GetTimestamp();
        _parent.Tell(
            new SeenView(
                change.View.Number.Value,
                now,
                [.. change.View.Members.Select(member => member.Name)],
                [.. change.View.Members.Where(member => member.HoldsState).Select(member => member.Name)]
            ).ToFrame()
        );
    }

    private void OnMessage(Message message)
    {
        Volatile.Write(ref _deliveries, _deliveries + 1);
        _workload.OnMessage(message);
    }

    private ValueTask OnMessageAsync(Message message, CancellationToken cancellationToken)
    {
        OnMessage(message);
        return _workload.AwaitAsync(cancellationToken);
    }

    private void Load(ReadOnlyMemory<byte> state)
    {
        if (state.Length != _state.Length)
            throw new InvalidDataException($"A state of {state.Length} bytes came; it has {_state.Length}.");
        state.CopyTo(_state);
    }

    private void TellAsked()
    {
        var now = new byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(now, Stopwatch.GetTimestamp());
        _parent.Tell(new Frame((byte)MemberFrame.Asked, now));
    }

    private void OnFrame(Frame frame)
    {
        switch ((MemberFrame)frame.Kind)
        {
            case MemberFrame.Start:
                _started.TrySetResult();
                break;
            case MemberFrame.Measure:
                _from = MemberSample.Take(Volatile.Read(ref _deliveries));
                break;
            case MemberFrame.Report:
                _parent.Tell(MemberSample.Take(Volatile.Read(ref _deliveries)).Since(_from!).ToFrame());
                break;
            case MemberFrame.CountSockets:
                _socketCounter = new SocketCounter(() => Volatile.Read(ref _deliveries));
                break;
            case MemberFrame.ReportSockets:
                _parent.Tell(_socketCounter!.Use.ToFrame());
                _socketCounter.Dispose();
                break;
            case MemberFrame.ReportProgress:
                _parent.Tell(Progress.Take(Volatile.Read(ref _deliveries), _workload.BulkBytes).ToFrame());
                break;
            case MemberFrame.Leave:
                _leave.Release();
                break;
            case MemberFrame.Join:
                _join.Release();
                break;
        }
        _workload.OnFrame(frame, _parent);
    }
}

using System.Buffers;
using System.Diagnostics;
using Cohort.Protocol;
using Cohort.Runtime.Observation;

namespace Cohort.Runtime.Groups;

/// <summary>
/// Calls the application's handlers, one at a time, in the order of the machine's outputs. When one throws, the member
/// stops there: it asks the machine to fail, and calls no handler again.
/// </summary>
internal sealed class HandlerLoop : IThreadPoolWorkItem
{
    private const long SlowForMilliseconds = 1000;

    private readonly Group _group;
    private readonly GroupOptions _options;
    private readonly HandlerContext _context;
    private readonly Action<Input> _post;
    private readonly int _handle;
    private readonly Action<long> _stateSaved;
    private readonly GroupObservation _observation;
    private readonly Consumption _consumption;
    private readonly MessageQueue? _queue;
    private readonly CallExecution? _calls;
    private readonly BackgroundTasks _tasks;
    private readonly Action<HandlerLoop> _ready;
    private readonly WorkQueue _work = new();
    private readonly TaskCompletionSource _active = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource _ending = new();
    private volatile View _view;
    private volatile Exception? _failure;
    private ulong _position;
    private ulong _expulsions;
    private GroupStatus _status = GroupStatus.Joining;
    private long _slowUntil = long.MinValue;
    private int _next;
    private bool _hasMore;

    public HandlerLoop(
        Group group,
        GroupOptions options,
        HandlerContext context,
        Action<Input> post,
        int handle,
        Action<long> stateSaved,
        GroupObservation observation,
        BackgroundTasks tasks,
        Action<HandlerLoop> ready
    )
    {
        _ready = ready;
        _tasks = tasks;
        _stateSaved = stateSaved;
        _group = group;
        _options = options;
        _context = context;
        _post = post;
        _handle = handle;
        _observation = observation;
        _consumption = new Consumption(post, handle, observation);
        _queue = options.ReadMessages ? new MessageQueue(context, _consumption) : null;
        _calls = options.OnCall is { } onCall ? new CallExecution(group, onCall, context, post) : null;
        _view = new View(default, default, []);
        // Nobody has to look at how a membership ended.
        Observe(_active.Task);
        Observe(_completion.Task);
    }

    /// <summary>The view as the handlers see it.</summary>
    public View View => _view;

    /// <summary>How many Total messages are behind.</summary>
    public ulong Position => Volatile.Read(ref _position);

    /// <summary>How many times the application has heard that this process was put out of the group.</summary>
    public ulong Expulsions => Volatile.Read(ref _expulsions);

    /// <summary>What the application threw.</summary>
    public Exception? Failure => _failure;

    /// <summary>Completes when this member is active, with the view that says so handled.</summary>
    public Task Active => _active.Task;

    /// <summary>Completes when the membership is over and its last handler has returned.</summary>
    public Task Completion => _completion.Task;

    /// <summary>The messages for a reader, where the application reads them.</summary>
    public MessageQueue? Messages => _queue;

    /// <summary>The readers of views.</summary>
    public ViewReaders Views { get; } = new();

    /// <summary>Keeps no room for outputs, where there are none.</summary>
    public void Tidy() => _work.Tidy();

    /// <summary>Queues an output, for the end of the driver's turn.</summary>
    public void Take(in Output output) => _work.Gather(output);

    /// <summary>The outputs of a turn have all been queued.</summary>
    public void EndTurn()
    {
        if (_work.HandOver())
            _ready(this);
    }

    /// <summary>Whether the handlers were slow not long ago: they are then called elsewhere, so that nobody waits for them.</summary>
    public bool IsSlow => Environment.TickCount64 < Volatile.Read(ref _slowUntil);

    /// <summary>The handlers took so long that the node's thread was relieved.</summary>
    public void WasSlow() => Volatile.Write(ref _slowUntil, Environment.TickCount64 + SlowForMilliseconds);

    /// <summary>Calls the handlers with what was queued, until one of them has to be awaited.</summary>
    public void Call() => _tasks.Watch(WorkAsync());

    /// <summary>Has a thread of the pool do it.</summary>
    public void CallElsewhere() => ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);

    /// <summary>Queues the end, after which nothing comes.</summary>
    public void End(Ending ending)
    {
        if (_work.HandOver(ending))
            _ready(this);
        // Who has left in good order still handles what was delivered before; who was cut off has nothing to wait for.
        if (ending.Status != GroupStatus.Left)
            Cancel();
    }

    /// <summary>Asks the handler that is at work to stop.</summary>
    public void Cancel() => _ = _ending.CancelAsync();

    void IThreadPoolWorkItem.Execute() => Call();

    // Handlers that do not await are called without any of the cost of those that do.
    private async Task WorkAsync()
    {
        Ending? ending;
        while (_work.TryTake(out ArraySegment<Output> outputs, out ending))
        {
            for (_next = 0; _next < outputs.Count; )
            {
                int at = _next++;
                _hasMore = _next < outputs.Count;
                if (_failure is not null || _ending.IsCancellationRequested)
                    continue;
                try
                {
                    ValueTask handling = HandleAsync(outputs.Array![at]);
                    if (!handling.IsCompletedSuccessfully)
                        await handling.ConfigureAwait(false);
                }
                catch (OperationCanceledException) when (_ending.IsCancellationRequested)
                {
                    // The handler did as it was asked: the membership is over.
                }
                catch (Exception e)
                {
                    // A member that went on after half a handler could differ from the others: it stops, and they stay
                    // equal.
                    _failure = e;
                    OutputKind kind = outputs.Array![at].Kind;
                    _post(Input.ApplicationFailed(_handle, $"{What(kind)} threw {e.GetType().Name}: {e.Message}"));
                }
            }
            if (!_work.HasMore)
                TellConsumed();
        }
        if (ending is not null)
            Finish(ending);
    }

    // What is behind a message may be a view, and no other message that would be told of with it.
    private void TellConsumed()
    {
        if (_queue is null)
            _consumption.Tell();
    }

    private ValueTask HandleAsync(in Output output) =>
        output.Kind switch
        {
            OutputKind.Deliver => DeliverAsync(output),
            OutputKind.View => InstallAsync(output.Change, output.Position),
            OutputKind.Status => ChangeStatus(output),
            OutputKind.TakeState => SaveAsync(output.Ticket),
            OutputKind.LoadState => LoadAsync(output.Ticket, output.Bytes, output.Position),
            _ => throw new UnreachableException($"An output of kind {output.Kind} is not for handlers."),
        };

    private ValueTask DeliverAsync(in Output output)
    {
        if (output.IsCall)
        {
            ExecuteCall(output);
            return ValueTask.CompletedTask;
        }
        var message = new Message
        {
            Group = _group,
            Sender = output.Sender,
            Payload = output.Bytes,
            Id = output.Message,
            View = _view,
            Order = output.Order,
            Delivery = output.Delivery,
            Position = output.Position,
            IsReplayed = output.IsReplayed,
        };
        Volatile.Write(ref _position, output.Position);
        if (_queue is not null)
        {
            _queue.Add(message);
            return ValueTask.CompletedTask;
        }
        if (Instruments.WatchesHandlers)
            return DeliverWatchedAsync(message);
        if (_options.OnMessageAsync is { } handler)
            return DeliverAsync(handler, message);
        if (_options.OnMessage is { } simple)
            _context.Run(simple, message);
        _consumption.Finished(moreToCome: _hasMore || _work.HasMore);
        return ValueTask.CompletedTask;
    }

    private async ValueTask DeliverAsync(Func<Message, CancellationToken, ValueTask> handler, Message message)
    {
        await _context.RunAsync(handler, message, _ending.Token).ConfigureAwait(false);
        _consumption.Finished(moreToCome: _hasMore || _work.HasMore);
    }

    private async ValueTask DeliverWatchedAsync(Message message)
    {
        using var handling = new HandlerObservation(_observation, message);
        try
        {
            if (_options.OnMessageAsync is { } handler)
                await _context.RunAsync(handler, message, _ending.Token).ConfigureAwait(false);
            else if (_options.OnMessage is { } simple)
                _context.Run(simple, message);
        }
        catch (Exception e)
        {
            handling.Fail(e);
            throw;
        }
        _consumption.Finished(moreToCome: _hasMore || _work.HasMore);
    }

    private void ExecuteCall(in Output output)
    {
        if (_calls is null)
            throw new InvalidOperationException(
                $"{output.Sender} takes calls of clients and this member does not: set {nameof(GroupOptions.OnCall)} at all members, or at none"
            );
        Volatile.Write(ref _position, output.Position);
        _calls.Deliver(output, _view);
        _consumption.Finished(moreToCome: _hasMore || _work.HasMore);
    }

    private async ValueTask InstallAsync(ViewChange change, ulong position)
    {
        _view = change.View;
        Volatile.Write(ref _position, position);
        if (_options.OnViewAsync is { } handler)
            await _context.RunAsync(handler, change, _ending.Token).ConfigureAwait(false);
        else if (_options.OnView is { } simple)
            _context.Run(simple, change);
        if (!change.IsReplayed)
            await Views.PublishAsync(change, _ending.Token).ConfigureAwait(false);
        CompleteJoin();
    }

    private ValueTask ChangeStatus(in Output output)
    {
        _status = output.Status;
        if (_status == GroupStatus.Expelled)
            Interlocked.Increment(ref _expulsions);
        if (_options.OnStatus is { } handler)
            _context.Run(handler, new StatusChange(output.Status, output.Text));
        CompleteJoin();
        return ValueTask.CompletedTask;
    }

    private void CompleteJoin()
    {
        if (_status == GroupStatus.Active && _group.Self is { HoldsState: true })
            _active.TrySetResult();
    }

    private async ValueTask SaveAsync(long ticket)
    {
        if (_queue is not null)
            await _queue.WhenDrainedAsync(_ending.Token).ConfigureAwait(false);
        using Activity? saving = _observation.Start(Spans.SaveState);
        var state = new ArrayBufferWriter<byte>();
        try
        {
            _calls?.Save(state);
            if (_options.State is { } transfer)
                await _context.RunAsync(transfer.SaveAsync, state, _ending.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (!_ending.IsCancellationRequested)
        {
            // Saving changes nothing: this member is still equal to the others. The core warns, and tells the joiner.
            _post(Input.StateNotTaken(_handle, ticket, $"saving it threw {e.GetType().Name}: {e.Message}"));
            return;
        }
        saving?.SetTag(Tag.Bytes, state.WrittenCount);
        _observation.CountSaved(state.WrittenCount);
        _stateSaved(state.WrittenCount);
        _post(Input.StateTaken(_handle, ticket, state.WrittenMemory));
    }

    private async ValueTask LoadAsync(long ticket, ReadOnlyMemory<byte> state, ulong position)
    {
        if (_queue is not null)
            await _queue.WhenDrainedAsync(_ending.Token).ConfigureAwait(false);
        using Activity? loading = _observation.Start(Spans.LoadState);
        loading?.SetTag(Tag.Bytes, state.Length);
        state = _calls?.Load(state) ?? state;
        if (_options.State is { } transfer)
            await _context.RunAsync(transfer.LoadAsync, state, _ending.Token).ConfigureAwait(false);
        Volatile.Write(ref _position, position);
        _observation.StateLoaded();
        _post(Input.StateLoaded(_handle, ticket));
    }

    private void Finish(Ending ending)
    {
        ending = TellStatus(ending);
        Exception? failure = ending.Failure();
        _queue?.End(failure);
        Views.End(failure);
        _active.TrySetException(ending.JoinFailure());
        if (failure is null)
            _completion.TrySetResult();
        else
            _completion.TrySetException(failure);
    }

    private Ending TellStatus(Ending ending)
    {
        if (_options.OnStatus is not { } handler || _failure is not null || _status == ending.Status)
            return ending;
        try
        {
            _context.Run(handler, new StatusChange(ending.Status, ending.Reason));
            return ending;
        }
        catch (Exception e)
        {
            string reason = $"{What(OutputKind.Status)} threw {e.GetType().Name}: {e.Message}";
            return ending with { Status = GroupStatus.Failed, Reason = reason, Cause = e };
        }
    }

    private static string What(OutputKind kind) =>
        kind switch
        {
            OutputKind.Deliver => "the handler of a message",
            OutputKind.View => "the handler of a view",
            OutputKind.Status => "the handler of a status",
            OutputKind.TakeState => "waiting for the reader, to save the state,",
            OutputKind.LoadState => "loading the state",
            _ => throw new UnreachableException(),
        };

    private static void Observe(Task task) =>
        _ = task.ContinueWith(
            static failed => failed.Exception,
            CancellationToken.None,
            TaskContinuationOptions.OnlyOnFaulted | TaskContinuationOptions.ExecuteSynchronously,
            TaskScheduler.Default
        );
}

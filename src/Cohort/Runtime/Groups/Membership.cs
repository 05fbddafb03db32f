using System.Diagnostics;
using Cohort.Protocol;
using Cohort.Protocol.Durability;
using Cohort.Runtime.Observation;

namespace Cohort.Runtime.Groups;

/// <summary>
/// One handle in the machine: takes its outputs on the driver's thread and passes them to who they are for, the outbox or
/// the handlers' loop.
/// </summary>
internal sealed class Membership
{
    private readonly NodeDriver _driver;
    private readonly int _handle;
    private readonly GroupSettings _settings;
    private readonly BackgroundTasks _tasks;
    private readonly long _mostState;
    private readonly Outbox _outbox;
    private readonly HandlerLoop _loop;
    private readonly HandlerContext _context = new();
    private readonly Lock _lock = new();
    private volatile TaskCompletionSource _disturbed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TaskCompletionSource<IReadOnlyList<MemberLag>>? _lagsAsked;
    private bool _isOver;
    private string? _expulsion;
    private StatusReport _status = new(GroupStatus.Joining, "the node has only just asked");

    public Membership(
        NodeDriver driver,
        BackgroundTasks tasks,
        int handle,
        GroupObservation observation,
        Group group,
        GroupOptions options,
        Limits limits,
        GroupCopy? copy
    )
    {
        _driver = driver;
        _tasks = tasks;
        _handle = handle;
        Observation = observation;
        _mostState = limits.StateSize;
        _settings = new GroupSettings
        {
            Name = group.Name,
            HasState = options.State is not null || options.OnCall is not null,
            TakesCalls = options.OnCall is not null,
            DiffusionHistory = options.DiffusionHistory,
            Governed = !options.SelfGoverned,
            Durable = options.Durability == Durability.Log,
            Copy = copy,
            Contract = options.Contract,
            RecreatesLost = options.RecreateLost,
            MostMembers = options.MaxMembers,
            ForgottenWhenLost = options.ForgottenWhenLost,
            Rejoin = options.Rejoin,
            MaxLag = options.MaxLag == Timeout.InfiniteTimeSpan ? null : options.MaxLag,
        };
        _outbox = new Outbox(outbox => driver.Post(outbox), handle, group.Name, limits, observation);
        _loop = new HandlerLoop(
            group,
            options,
            _context,
            input => driver.Post(input),
            handle,
            TellLargeState,
            observation,
            tasks,
            driver.Ready
        );
    }

    /// <summary>What it has done.</summary>
    public GroupObservation Observation { get; }

    /// <summary>The handle.</summary>
    public int Handle => _handle;

    /// <summary>What it does now.</summary>
    public GroupStatus Status => Volatile.Read(ref _status).Status;

    /// <summary>Why.</summary>
    public string Reason => Volatile.Read(ref _status).Reason;

    /// <summary>What the handlers see.</summary>
    public HandlerLoop Loop => _loop;

    /// <summary>Whether a handler of this group is making the call.</summary>
    public bool InHandler => _context.IsCurrent;

    /// <summary>Asks for the membership.</summary>
    public void Join()
    {
        if (!_driver.Join(_handle, this, _settings))
            _tasks.Run(StopWithDriverAsync);
    }

    /// <summary>
    /// Flushes, as far as nothing stands in the way: false when the time is up, or as soon as the group is not active. A
    /// view change may not end before this member leaves, and the cut then holds what the member sent.
    /// </summary>
    public async Task<bool> TryFlushAsync(TimeSpan limit)
    {
        Task disturbed = _disturbed.Task;
        if (Status != GroupStatus.Active)
            return false;
        Task flushed = FlushAsync(CancellationToken.None);
        await Task.WhenAny(flushed, disturbed).Outcome(limit).ConfigureAwait(false);
        return flushed.IsCompletedSuccessfully;
    }

    /// <summary>Asks to leave.</summary>
    public void Leave() => _driver.Post(Input.Leave(_handle));

    /// <summary>Stops at once, without the others' agreement: what has not left in good order is cut off.</summary>
    public void CutOff(string reason)
    {
        _loop.Cancel();
        _driver.Post(Input.ApplicationFailed(_handle, reason));
    }

    /// <summary>Sends.</summary>
    public ValueTask SendAsync(
        ReadOnlyMemory<byte> payload,
        Order order,
        Delivery delivery,
        CancellationToken cancellationToken
    ) => _outbox.SendAsync(payload, order, delivery, InHandler, Status, cancellationToken);

    /// <summary>Sends for one who, in a handler or not, does not wait there until it is sent: so it is treated as any that is sent
    /// outside of handlers, and needs nothing of the handlers' reserve.</summary>
    public ValueTask SendUnawaitedAsync(
        ReadOnlyMemory<byte> payload,
        Order order,
        Delivery delivery,
        CancellationToken cancellationToken
    ) => _outbox.SendAsync(payload, order, delivery, fromHandler: false, Status, cancellationToken);

    /// <summary>Flushes.</summary>
    public Task FlushAsync(CancellationToken cancellationToken) =>
        Instruments.FlushDuration.Enabled
            ? FlushMeasuredAsync(cancellationToken)
            : _outbox.FlushAsync(_loop.Expulsions, cancellationToken);

    /// <summary>Asks the machine how far the members are behind; all who ask before it answers get the same answer.</summary>
    public Task<IReadOnlyList<MemberLag>> ReadLagsAsync()
    {
        lock (_lock)
        {
            if (_isOver)
                return Task.FromResult<IReadOnlyList<MemberLag>>([]);
            if (_lagsAsked is null)
            {
                _lagsAsked = new(TaskCreationOptions.RunContinuationsAsynchronously);
                // Where the node has stopped, the end of the membership answers.
                _driver.Post(Input.ReadLags(_handle));
            }
            return _lagsAsked.Task;
        }
    }

    /// <summary>An output of the machine; called on the driver's thread.</summary>
    public void Take(in Output output)
    {
        Observation.Take(output);
        switch (output.Kind)
        {
            case OutputKind.Accepted or OutputKind.Rejected or OutputKind.Flushed:
                _outbox.Answer(output);
                break;
            case OutputKind.Ended:
                End(output.Status, output.Text, _loop.Failure, output.Failure == Failure.GroupFull);
                break;
            case OutputKind.Status:
                Volatile.Write(ref _status, new StatusReport(output.Status, output.Text));
                if (output.Status == GroupStatus.Expelled)
                    _expulsion = output.Text;
                if (output.Status != GroupStatus.Active)
                    _disturbed.TrySetResult();
                else if (_disturbed.Task.IsCompleted)
                    _disturbed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                _loop.Take(output);
                break;
            case OutputKind.Call:
                SendCall(output.Ticket, output.Bytes);
                break;
            case OutputKind.Lags:
                AnswerLags(output.Lags, isOver: false);
                break;
            case OutputKind.Resting:
                _outbox.Tidy();
                _loop.Tidy();
                break;
            default:
                _loop.Take(output);
                break;
        }
    }

    /// <summary>The outputs of a step have all been taken; called on the driver's thread.</summary>
    public void EndTurn()
    {
        _outbox.TellRejected(Status, Reason, _loop.Failure, _expulsion);
        _loop.EndTurn();
    }

    /// <summary>There is no machine any more: the node has stopped itself, or was disposed before this one had left.</summary>
    public void NodeStopped(NodeFailedException? failure) =>
        End(GroupStatus.Failed, failure?.Message ?? "the node was disposed", failure);

    /// <summary>A client has called the group here: what it asks goes where all that the group is sent goes.</summary>
    private void SendCall(long ticket, ReadOnlyMemory<byte> call)
    {
        ValueTask sending = _outbox.SendAsync(
            call,
            Order.Total,
            _settings.Durable ? Delivery.Durable : Delivery.Stable,
            fromHandler: false,
            Status,
            CancellationToken.None,
            isCall: true
        );
        if (!sending.IsCompletedSuccessfully)
            _tasks.Watch(TellNotTakenAsync(sending, ticket));
    }

    private async Task TellNotTakenAsync(ValueTask sending, long ticket)
    {
        try
        {
            await sending.ConfigureAwait(false);
        }
        catch (GroupException e)
        {
            // Where the node has stopped, the client hears of that by itself.
            _driver.Post(Input.CallNotTaken(ticket, e.Message));
        }
    }

    private async Task FlushMeasuredAsync(CancellationToken cancellationToken)
    {
        long began = Stopwatch.GetTimestamp();
        await _outbox.FlushAsync(_loop.Expulsions, cancellationToken).ConfigureAwait(false);
        Instruments.FlushDuration.Record(Stopwatch.GetElapsedTime(began).TotalSeconds, Observation.Tags);
    }

    private async Task StopWithDriverAsync()
    {
        await _driver.Stopped.ConfigureAwait(false);
        NodeStopped(_driver.Failure);
    }

    private void TellLargeState(long size)
    {
        if (size > _mostState)
            _driver.Warn(
                $"The state of group '{_settings.Name}' has {size} bytes, more than the limit of {_mostState}: nobody can join "
                    + $"until it is smaller. Make it so, or raise {nameof(NodeOptions.MaxStateBytes)} at every node."
            );
    }

    private void AnswerLags(IReadOnlyList<MemberLag> lags, bool isOver)
    {
        TaskCompletionSource<IReadOnlyList<MemberLag>>? asked;
        lock (_lock)
            (asked, _lagsAsked, _isOver) = (_lagsAsked, null, _isOver || isOver);
        asked?.SetResult(lags);
    }

    private void End(GroupStatus status, string reason, Exception? cause, bool isFull = false)
    {
        AnswerLags([], isOver: true);
        Observation.End();
        var ending = new Ending(_settings.Name, status, reason, cause) { IsFull = isFull };
        Volatile.Write(ref _status, new StatusReport(status, reason));
        _disturbed.TrySetResult();
        _outbox.End(ending);
        _loop.End(ending);
    }

    private sealed record StatusReport(GroupStatus Status, string Reason);
}

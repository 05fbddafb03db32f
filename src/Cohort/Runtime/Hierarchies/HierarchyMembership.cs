using System.Buffers;
using Cohort.Protocol.Hierarchy;
using Cohort.Runtime.Groups;

namespace Cohort.Runtime.Hierarchies;

/// <summary>
/// One membership in a hierarchical group: it finds a leaf, drives the machine by what the handlers of leaf and parent hear, and
/// represents the leaf in the parent while it is its turn.
/// </summary>
internal sealed partial class HierarchyMembership
{
    private readonly HierarchicalGroup _group;
    private readonly HierarchySettings _settings;
    private readonly BackgroundTasks _tasks;
    private readonly HierarchyLimits _limits = new();
    private readonly HierarchyMachine _machine;
    private readonly OwnMessages _own;
    private readonly Lock _lock = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly TaskCompletionSource _inLeaf = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile Group? _leaf;
    private SendLine _toLeaf = new();
    private Task? _disposal;
    private volatile bool _stays;
    private volatile JoinRefusedException? _refusal;
    private volatile bool _mayHaveMissed;

    public HierarchyMembership(HierarchicalGroup group, HierarchySettings settings, BackgroundTasks tasks)
    {
        (_group, _settings, _tasks) = (group, settings, tasks);
        _machine = new HierarchyMachine(group.Node.Process, _limits);
        _own = new OwnMessages(_limits.Outstanding, _limits.OutstandingBytes);
    }

    public Group Leaf =>
        _leaf ?? throw new InvalidOperationException($"This node is in no leaf of '{_group.Name}' at present.");

    public Task Completion => _completion.Task;

    private HierarchyOptions Options => _settings.Options;

    /// <summary>Finds a leaf, and waits until it gets what the others send.</summary>
    public async Task JoinAsync(CancellationToken cancellationToken)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _stop.Token);
        try
        {
            Group leaf = await EnterLeafAsync(either.Token).ConfigureAwait(false);
            _stays = true;
            _tasks.Run(() => StayAsync(leaf));
            await Task.WhenAny(_inLeaf.Task, Completion).WaitAsync(cancellationToken).ConfigureAwait(false);
            if (Completion.IsCompleted)
                await Completion.ConfigureAwait(false);
        }
        catch (Exception e)
        {
            // Nobody holds the membership, so nobody else can end it.
            await StopAsync().ConfigureAwait(false);
            if (e is OperationCanceledException && cancellationToken.IsCancellationRequested)
                throw new OperationCanceledException(
                    $"Joining hierarchical group '{_group.Name}' was cancelled before its leaf got what the others send.",
                    e,
                    cancellationToken
                );
            throw;
        }
    }

    public async ValueTask SendAsync(ReadOnlyMemory<byte> payload, Order order, CancellationToken cancellationToken)
    {
        ReadOnlyMemory<byte> bytes = HierarchyMachine.Encode(payload, order);
        if (payload.Length > _settings.MostBytes)
            throw new MessageTooLargeException(_group.Name, GroupStatus.Active, payload.Length, _settings.MostBytes);
        if (Completion.IsCompleted)
            throw Over();
        if (_leaf is not { } leaf)
            throw new NotDeliveredException(
                _group.Name,
                GroupStatus.Joining,
                $"This node is in no leaf of '{_group.Name}' yet, so nothing was sent."
            );
        bool waits = !leaf.Membership.InHandler;
        OwnMessages.Entry entry = await _own.EnterAsync(payload.Length, waits, cancellationToken).ConfigureAwait(false);
        ValueTask sending = leaf.SendAsync(bytes, cancellationToken: CancellationToken.None);
        // Whoever waits no longer does not take the message back: it is accounted for until it is known what became of it.
        await AccountAsync(sending, entry).WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    private async Task AccountAsync(ValueTask sending, OwnMessages.Entry entry)
    {
        try
        {
            await sending.ConfigureAwait(false);
        }
        catch
        {
            _own.TakeBack(entry);
            throw;
        }
    }

    private NotDeliveredException Over() =>
        new(
            _group.Name,
            Completion.IsFaulted ? GroupStatus.Failed : GroupStatus.Left,
            Completion.IsFaulted
                ? $"The membership in hierarchical group '{_group.Name}' is over: {Completion.Exception!.InnerException!.Message}"
                : $"This node has left hierarchical group '{_group.Name}'. Join it again to send.",
            Completion.Exception?.InnerException
        );

    public Task FlushAsync(CancellationToken cancellationToken)
    {
        if (_leaf?.Membership.InHandler == true)
            throw new InvalidOperationException(
                $"FlushAsync was called in a handler of hierarchical group '{_group.Name}'. It needs that very handler to return "
                    + "first, so it would never complete. Flush from a task of your own."
            );
        return _own.WhenSettled().WaitAsync(cancellationToken);
    }

    /// <summary>Is in one leaf after the other until the end.</summary>
    private async Task StayAsync(Group leaf)
    {
        Exception? failure = null;
        while (failure is null)
        {
            await leaf.Completion.WaitAsync(_stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (_stop.IsCancellationRequested)
            {
                await StopRepresentingAsync().ConfigureAwait(false);
                await leaf.LeaveAsync().ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                LoseLeaf("it has left");
                failure = _refusal;
                break;
            }
            LoseLeaf("the membership in the leaf has ended");
            failure = await WhyAsync(leaf).ConfigureAwait(false);
            try
            {
                if (failure is null)
                    leaf = await EnterLeafAsync(_stop.Token).ConfigureAwait(false);
            }
            catch (Exception e) when (e is CohortException or OperationCanceledException or ObjectDisposedException)
            {
                failure = e;
            }
        }
        await StopRepresentingAsync().ConfigureAwait(false);
        End(failure is ObjectDisposedException or OperationCanceledException ? null : failure);
    }

    /// <summary>Why the member is to be in no other leaf; null where another one may have it: the others put it out and had no room
    /// when it came back, or the leaf was lost.</summary>
    private async Task<Exception?> WhyAsync(Group leaf)
    {
        try
        {
            await leaf.Completion.ConfigureAwait(false);
        }
        catch (NodeFailedException e)
        {
            return e;
        }
        catch (GroupFailedException e) when (e.InnerException is not null)
        {
            // What the application threw.
            return e;
        }
        catch (GroupException e)
        {
            _settings.Warn($"Hierarchical group '{_group.Name}': this node looks for another leaf. {e.Message}");
        }
        return null;
    }

    private async Task<Group> EnterLeafAsync(CancellationToken cancellationToken)
    {
        var refused = new SortedSet<string>(StringComparer.Ordinal);
        while (true)
        {
            DirectoryMirror directory = _group.Node.Directory;
            await directory.RefreshAsync(cancellationToken).ConfigureAwait(false);
            if (directory.Find(HierarchyNames.ParentOf(_group.Name)) is { } parent && parent.Contract != Contract)
                throw new JoinRefusedException(
                    _group.Name,
                    GroupStatus.Failed,
                    $"Hierarchical group '{_group.Name}' is one of {parent.Contract}, and this node joined it as one of {Contract}: give "
                        + $"all members the same {nameof(HierarchyOptions.LeafSize)} and {nameof(HierarchyOptions.Contract)}."
                );
            string name = HierarchyNames.Choose(
                _group.Name,
                Options.LeafSize,
                Contract,
                directory.Groups,
                refused,
                Random.Shared.Next
            );
            try
            {
                SendLine line = Locked(() =>
                {
                    _toLeaf.End();
                    return _toLeaf = new SendLine();
                });
                Group leaf = await _group.Node.JoinAsync(name, LeafOptions(), cancellationToken).ConfigureAwait(false);
                _leaf = leaf;
                _tasks.Run(() => line.RunAsync(leaf));
                return leaf;
            }
            catch (JoinRefusedException e) when (e.IsFull)
            {
                refused.Add(name);
            }
        }
    }

    private GroupOptions LeafOptions() =>
        OptionsFor(_machine.Leaf, LeafAsync, LoseLeaf) with
        {
            MaxMembers = Options.LeafSize,
        };

    private GroupOptions OptionsFor(
        HierarchyPart part,
        Func<Action, CancellationToken, ValueTask> step,
        Action<string> lose
    ) =>
        new()
        {
            OnViewAsync = (change, token) => step(() => part.View(change.View), token),
            OnMessageAsync = (message, token) =>
                step(() => Check(part.Delivered(message.Sender, message.Payload)), token),
            OnStatus = change =>
            {
                if (change.Status == GroupStatus.Expelled)
                    lose(change.Reason);
            },
            State = StateTransfer.Of(
                writer => writer.Write(Locked(part.Save).Span),
                state => Check(Locked(() => part.TryLoad(state)))
            ),
            RecreateLost = true,
            ForgottenWhenLost = true,
            Contract = Contract,
        };

    // What is no leaf of this kind, whatever its name, is none of this hierarchy's.
    private string Contract =>
        $"leaves of {Options.LeafSize}" + (Options.Contract.Length > 0 ? $": {Options.Contract}" : "");

    private void Check(bool makesSense)
    {
        if (!makesSense)
            throw new InvalidDataException(
                $"A group of hierarchical group '{_group.Name}' said what makes no sense there: somebody else sends in it, or runs "
                    + "another version."
            );
    }

    private T Locked<T>(Func<T> step)
    {
        lock (_lock)
            return step();
    }

    private async ValueTask LeafAsync(Action step, CancellationToken cancellationToken)
    {
        List<HierarchyOutput>? told = null;
        bool isMember;
        lock (_lock)
        {
            step();
            Queue(told = []);
            isMember = _machine.IsMember;
        }
        if (isMember)
            Arrive();
        foreach (HierarchyOutput output in told)
            await TellAsync(output, cancellationToken).ConfigureAwait(false);
        Represent();
    }

    /// <summary>Takes what the machine wants sent to where it is sent, in its order, and the rest to the application's list.</summary>
    private void Queue(List<HierarchyOutput>? told)
    {
        while (_machine.Outputs.TryDequeue(out HierarchyOutput output))
            if (output.Kind == HierarchyOutputKind.SendInLeaf)
                _toLeaf.Add(output.Bytes);
            else if (output.Kind == HierarchyOutputKind.SendInParent)
                _toParent.Add(output.Bytes);
            else
                told!.Add(output);
    }

    private async ValueTask TellAsync(HierarchyOutput output, CancellationToken cancellationToken)
    {
        switch (output.Kind)
        {
            case HierarchyOutputKind.Gap:
                Options.OnGap?.Invoke(output.Text);
                break;
            case HierarchyOutputKind.Settled:
                if (output.Sender!.Id == _leaf?.Self?.Id)
                    _own.Settle();
                break;
            case HierarchyOutputKind.Deliver:
                var message = new HierarchyMessage
                {
                    Group = _group,
                    Sender = output.Sender!,
                    Payload = output.Bytes,
                    Order = output.Order,
                    Position = output.Position,
                };
                Options.OnMessage?.Invoke(message);
                if (Options.OnMessageAsync is { } handler)
                    await handler(message, cancellationToken).ConfigureAwait(false);
                break;
        }
    }

    private void Arrive()
    {
        _inLeaf.TrySetResult();
        if (!_mayHaveMissed)
            return;
        _mayHaveMissed = false;
        Options.OnGap?.Invoke("this member was in no leaf for a while");
    }

    private void LoseLeaf(string reason)
    {
        lock (_lock)
            _machine.Leaf.Lost();
        _mayHaveMissed = _inLeaf.Task.IsCompleted;
        _own.BeginAnew(() =>
            new OutcomeUnknownException(
                _group.Name,
                GroupStatus.Expelled,
                $"This member is in its leaf of '{_group.Name}' no more ({reason}). Whether the others get what was under way is not "
                    + "known here."
            )
        );
    }
}

namespace Cohort.Cli.Nodes;

/// <summary>One membership on the terminal: what is read is sent, what is delivered is printed.</summary>
internal sealed class Terminal(Node node, NodeRequest request, Printer printer, Journal? journal)
{
    private readonly NodeState _state = new();
    private readonly TaskCompletionSource _enoughMembers = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile LineSender? _sender;
    private int _membersSaid;

    /// <summary>Joins, sends the input, and stays or leaves. Returns whether every line that was read was sent.</summary>
    public async Task<bool> TakePartAsync(Stream input, CancellationToken cancellationToken)
    {
        // Lines may be waiting long before there is a group: who is told to stop meanwhile has to know of them.
        var reader = new LineReader(input, request.Options.MaxMessageBytes);
        reader.ReadAhead();
        try
        {
            return await SendAsync(await JoinAsync(cancellationToken), reader, cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // Told to stop before it was a member.
            printer.Sent(0, reader.Waiting, 0);
            return reader.Waiting == 0;
        }
    }

    private Task<Group> JoinAsync(CancellationToken cancellationToken)
    {
        var options = new GroupOptions
        {
            OnView = OnView,
            OnMessageAsync = OnMessageAsync,
            OnStatus = OnStatus,
            State = StateTransfer.Of(_state.Save, LoadState),
            Durability = request.IsDurable ? Durability.Log : Durability.None,
        };
        return node.JoinAsync(request.Group, options, cancellationToken);
    }

    private async Task<bool> SendAsync(Group group, LineReader reader, CancellationToken cancellationToken)
    {
        var sender = new LineSender(group, request, printer, journal);
        _sender = sender;
        bool isTold = false;
        Task stopped = Task.CompletedTask;
        try
        {
            await Task.WhenAny(_enoughMembers.Task, group.Completion).WaitAsync(cancellationToken);
            await sender.SendAsync(reader, cancellationToken);
            printer.Sent(sender.Accepted, sender.NotDelivered, sender.Unknown);
            isTold = true;
            if (request.Linger || request.WaitMembers > 1)
                await StayAsync(group, sender, cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // Told to stop: what is left to do is to leave in good order, and to say what was not sent.
            if (!isTold)
                stopped = sender.StopAsync(reader);
        }
        finally
        {
            await LeaveAsync(group, stopped);
        }
        if (!isTold)
            printer.Sent(sender.Accepted, sender.NotDelivered, sender.Unknown);
        return sender.LostNothing;
    }

    // Who waited for the others at the beginning does so at the end: else the first to be done would miss their last lines.
    private async Task StayAsync(Group group, LineSender sender, CancellationToken cancellationToken)
    {
        MemberId? saidAs = null;
        string waitingFor = "";
        while (!group.Completion.IsCompleted)
        {
            Task changed = _state.Endings.Look(node.Process, out string[] missing, out bool isSaid);
            if (!request.Linger && isSaid && missing.Length == 0)
                return;
            // A member that was put out and came back is another one: it says so again.
            if (group.Self is { HoldsState: true } self && saidAs != self.Id)
            {
                saidAs = self.Id;
                await sender.SayEndAsync(Endings.MessageOf(self.Id), cancellationToken);
                continue;
            }
            if (!request.Linger && isSaid && waitingFor != string.Join(' ', missing))
                printer.Waiting(waitingFor = string.Join(' ', missing));
            await Task.WhenAny(changed, group.Completion).WaitAsync(cancellationToken);
        }
    }

    private async Task LeaveAsync(Group group, Task stopped)
    {
        if (!group.Completion.IsCompleted)
            journal?.Leaving();
        await group.DisposeAsync();
        await stopped;
        journal?.Ended(group.Status, group.StatusReason);
    }

    private void OnView(ViewChange change)
    {
        _state.Endings.Enter(change.View);
        // Who was there once is in the state, and nobody to wait for.
        if (change.IsReplayed)
            return;
        if (change.Continues is not null)
            printer.Replayed(_state.Transcript);
        journal?.View(change.View, _state.Transcript);
        printer.View(change);
        string[] present = [.. change.View.Members.Where(member => member.HoldsState).Select(member => member.Name)];
        if (present.Length >= request.WaitMembers)
            _enoughMembers.TrySetResult();
        else if (!_enoughMembers.Task.IsCompleted && present.Length != _membersSaid)
            printer.WaitingForMembers(request.WaitMembers, present);
        _membersSaid = present.Length;
    }

    private ValueTask OnMessageAsync(Message message, CancellationToken cancellationToken)
    {
        ulong line = Transcript.NameOf(message.Payload.Span);
        bool isEnding = Endings.IsOne(message.Payload.Span);
        _state.Transcript.Add(line, !isEnding, message.Order, message.Position);
        journal?.Delivered(message, line, _state.Transcript);
        if (isEnding)
        {
            _state.Endings.Add(message.Sender.Id);
            return ValueTask.CompletedTask;
        }
        if (message.Delivery >= Delivery.Stable && message.Sender.Process == node.Process)
            _sender?.DeliveredToAll();
        return printer.DeliveryAsync(message, cancellationToken);
    }

    private void LoadState(ReadOnlyMemory<byte> state)
    {
        _state.Load(state);
        journal?.Loaded(_state.Transcript);
        printer.Loaded(_state.Transcript);
    }

    private void OnStatus(StatusChange change)
    {
        journal?.Status(change);
        printer.Status(change);
    }
}

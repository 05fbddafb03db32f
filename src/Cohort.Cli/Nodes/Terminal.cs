namespace Cohort.Cli.Nodes;

/// <summary>One membership on the terminal: what is read is sent, what is delivered is printed.</summary>
internal sealed class Terminal(Node node, NodeRequest request, Printer printer, Journal? journal)
{
    private readonly NodeState _state = new();
    private readonly TaskCompletionSource _enoughMembers = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Joins, sends the input, and stays or leaves. Returns whether every line was sent.</summary>
    public async Task<bool> TakePartAsync(Stream input, CancellationToken cancellationToken)
    {
        var options = new GroupOptions
        {
            OnView = OnView,
            OnMessageAsync = OnMessageAsync,
            OnStatus = OnStatus,
            State = StateTransfer.Of(_state.Save, LoadState),
        };
        Group group = await node.JoinAsync(request.Group, options, cancellationToken);
        try
        {
            await Task.WhenAny(_enoughMembers.Task, group.Completion).WaitAsync(cancellationToken);
            var sender = new LineSender(group, request, printer, journal);
            await sender.SendAsync(new LineReader(input, request.Options.MaxMessageBytes), cancellationToken);
            printer.Sent(sender);
            if (request.Linger || request.WaitMembers > 1)
                await StayAsync(group, sender, cancellationToken);
            return sender.NotDelivered + sender.Unknown == 0;
        }
        finally
        {
            await LeaveAsync(group);
        }
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

    private async Task LeaveAsync(Group group)
    {
        if (!group.Completion.IsCompleted)
            journal?.Leaving();
        await group.DisposeAsync();
        journal?.Ended(group.Status, group.StatusReason);
    }

    private void OnView(ViewChange change)
    {
        _state.Endings.Enter(change.View);
        journal?.View(change.View, _state.Transcript);
        printer.View(change);
        if (change.View.Members.Count(member => member.HoldsState) >= request.WaitMembers)
            _enoughMembers.TrySetResult();
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

namespace Cohort.Cli.Nodes;

/// <summary>One membership on the terminal: what is read is sent, what is delivered is printed.</summary>
internal sealed class Terminal(Node node, NodeRequest request, Printer printer, Journal? journal)
{
    private readonly Transcript _transcript = new();
    private readonly TaskCompletionSource _enoughMembers = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Joins, sends the input, and stays or leaves. Returns whether every line was sent.</summary>
    public async Task<bool> TakePartAsync(Stream input, CancellationToken cancellationToken)
    {
        var options = new GroupOptions
        {
            OnView = OnView,
            OnMessageAsync = OnMessageAsync,
            OnStatus = OnStatus,
            State = StateTransfer.Of(_transcript.Save, OnState),
        };
        Group group = await node.JoinAsync(request.Group, options, cancellationToken);
        try
        {
            await Task.WhenAny(_enoughMembers.Task, group.Completion).WaitAsync(cancellationToken);
            var sender = new LineSender(group, request, printer, journal);
            await sender.SendAsync(new LineReader(input, request.Options.MaxMessageBytes), cancellationToken);
            printer.Sent(sender);
            if (request.Linger)
                await group.Completion.WaitAsync(cancellationToken);
            return sender.NotDelivered + sender.Unknown == 0;
        }
        finally
        {
            await LeaveAsync(group);
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
        journal?.View(change.View, _transcript);
        printer.View(change);
        if (change.View.Members.Count(member => member.HoldsState) >= request.WaitMembers)
            _enoughMembers.TrySetResult();
    }

    private ValueTask OnMessageAsync(Message message, CancellationToken cancellationToken)
    {
        ulong line = Transcript.NameOf(message.Payload.Span);
        _transcript.Add(line, message.Order, message.Position);
        journal?.Delivered(message, line, _transcript);
        return printer.DeliveryAsync(message, cancellationToken);
    }

    private void OnState(ReadOnlyMemory<byte> state)
    {
        _transcript.Load(state);
        journal?.Loaded(_transcript);
        printer.Loaded(_transcript);
    }

    private void OnStatus(StatusChange change)
    {
        journal?.Status(change);
        printer.Status(change);
    }
}

namespace Cohort.Toolkit.Tools;

/// <summary>
/// Sends what the tools of one group want sent, in the order in which they want it. A message that cannot go at once, because too
/// much is on its way or the group is not at work, waits here and goes behind the tool's back.
/// </summary>
internal sealed class GroupSender : IDisposable
{
    private readonly record struct Waiting(byte[] Message, Order Order, Delivery Delivery, Action? Accepted);

    private readonly Lock _lock = new();
    private readonly Queue<Waiting> _waiting = new();

    // A send with a token that can be cancelled copies what it does not send at once.
    private readonly CancellationTokenSource _ending = new();
    private Group? _group;
    private bool _isBusy;

    /// <summary>The membership to send through. What waits for another one is dropped: the tools send it again.</summary>
    public void Use(Group group)
    {
        lock (_lock)
        {
            _group = group;
            _waiting.Clear();
        }
    }

    /// <summary>Makes the port of one tool.</summary>
    public IToolPort PortOf(int tool) => new Port(this, (byte)tool);

    /// <summary>Gives up what waits.</summary>
    public void Dispose()
    {
        _ending.Cancel();
        lock (_lock)
        {
            _group = null;
            _waiting.Clear();
        }
    }

    // True where the message is certain to get its place in the stream already.
    private bool Send(Memory<byte> message, Order order, Delivery delivery, Action? accepted)
    {
        lock (_lock)
        {
            if (_group is not { } group)
                return false;
            if (_isBusy)
            {
                _waiting.Enqueue(new Waiting(message.ToArray(), order, delivery, accepted));
                return false;
            }
            ValueTask sending = group.Membership.SendUnawaitedAsync(message, order, delivery, _ending.Token);
            if (sending.IsCompletedSuccessfully)
                return true;
            _isBusy = true;
            group.Node.Watch(FinishAsync(sending, accepted));
            return false;
        }
    }

    private async Task FinishAsync(ValueTask sending, Action? accepted)
    {
        // Elsewhere, since whoever sends may hold a lock that whoever is told takes.
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        if (await Outcome(sending).ConfigureAwait(false))
            accepted?.Invoke();
        await DrainAsync().ConfigureAwait(false);
    }

    private async Task DrainAsync()
    {
        while (true)
        {
            ValueTask sending;
            Waiting next;
            lock (_lock)
            {
                if (_group is not { } group || !_waiting.TryDequeue(out next))
                {
                    _isBusy = false;
                    return;
                }
                sending = group.Membership.SendUnawaitedAsync(next.Message, next.Order, next.Delivery, _ending.Token);
            }
            if (await Outcome(sending).ConfigureAwait(false))
                next.Accepted?.Invoke();
        }
    }

    private static async ValueTask<bool> Outcome(ValueTask sending)
    {
        try
        {
            await sending.ConfigureAwait(false);
            return true;
        }
        catch (Exception e) when (e is NotDeliveredException or OutcomeUnknownException or OperationCanceledException)
        {
            // The membership has ended or begun anew, and its tools hear of that by themselves: they send again what matters.
            return false;
        }
    }

    private sealed class Port(GroupSender sender, byte tool) : IToolPort
    {
        public void Send(Memory<byte> message, Order order, Delivery delivery)
        {
            message.Span[0] = tool;
            sender.Send(message, order, delivery, null);
        }

        public bool Send(Memory<byte> message, Order order, Delivery delivery, Action accepted)
        {
            message.Span[0] = tool;
            return sender.Send(message, order, delivery, accepted);
        }
    }
}

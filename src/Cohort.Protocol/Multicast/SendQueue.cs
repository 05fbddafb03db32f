namespace Cohort.Protocol.Multicast;

/// <summary>
/// What the application sent and flushed, in order, until it is in the stream and stable: it waits here for a view, for the
/// window, and for the end of a view change.
/// </summary>
internal sealed class SendQueue(GroupContext context)
{
    private readonly record struct Waiting(
        long Ticket,
        ReadOnlyMemory<byte> Message,
        Order Order,
        Delivery Delivery,
        bool FromHandler,
        bool IsFlush
    );

    private readonly record struct Sent(ulong Number, int Size);

    private readonly Queue<Waiting> _waiting = new();
    private readonly Queue<Sent> _inWindow = new();
    private readonly Queue<(ulong Number, long Ticket)> _flushes = new();
    private long _windowBytes;
    private long _reserveUsed;

    /// <summary>Bytes that wait or are in the window.</summary>
    public long WindowBytes => _windowBytes;

    public bool HasWaiting => _waiting.Count > 0;

    public void Send(in Input input)
    {
        int size = input.Bytes.Length;
        if (size > context.Limits.MessageSize)
        {
            Reject(input.Ticket, Failure.TooLarge);
            return;
        }
        if (input.FromHandler)
        {
            if (_reserveUsed + size > context.Limits.HandlerReserve && _reserveUsed > 0)
            {
                Reject(input.Ticket, Failure.BacklogFull);
                return;
            }
            _reserveUsed += size;
            Accept(input.Ticket);
        }
        _waiting.Enqueue(new Waiting(input.Ticket, input.Bytes, input.Order, input.Delivery, input.FromHandler, false));
    }

    public void Flush(long ticket) => _waiting.Enqueue(new Waiting(ticket, default, default, default, false, true));

    /// <summary>Moves what may be sent now into the stream. True where something moved.</summary>
    public bool Move(ViewStreams view)
    {
        bool moved = false;
        bool ready =
            (!view.Frozen || Mutants.Has(Mutant.WedgeLetsSend))
            && view.SelfCounts
            && view.Rows.Ready(context.Limits.Window);
        while (ready && _waiting.TryPeek(out Waiting next))
        {
            if (next.IsFlush)
            {
                _flushes.Enqueue((view.Own.Received, next.Ticket));
            }
            else
            {
                bool fits =
                    _inWindow.Count == 0
                    || Mutants.Has(Mutant.WindowIgnored)
                    || (
                        _windowBytes + next.Message.Length <= context.Limits.Window
                        && _inWindow.Count < context.Limits.WindowItems
                    );
                if (!fits)
                    break;
                ulong number = view.Send(next.Message.Span, next.Order, next.Delivery);
                _inWindow.Enqueue(new Sent(number, next.Message.Length));
                _windowBytes += next.Message.Length;
                if (next.FromHandler)
                    _reserveUsed -= next.Message.Length;
                else
                    Accept(next.Ticket);
                moved = true;
            }
            _waiting.Dequeue();
        }
        return moved;
    }

    /// <summary>Everything up to <paramref name="stable"/> is stable, and consumed up to <paramref name="consumed"/>.</summary>
    public void Advance(ulong stable, ulong consumed)
    {
        ulong floor = Math.Min(stable, consumed);
        while (_inWindow.TryPeek(out Sent sent) && sent.Number <= floor)
        {
            _windowBytes -= sent.Size;
            _inWindow.Dequeue();
        }
        while (_flushes.TryPeek(out (ulong Number, long Ticket) flush) && flush.Number <= stable)
        {
            context.Emit(
                new Output
                {
                    Kind = OutputKind.Flushed,
                    Group = context.Handle,
                    Ticket = flush.Ticket,
                }
            );
            _flushes.Dequeue();
        }
    }

    /// <summary>The view ended and its cut is installed: all that was sent in it is settled.</summary>
    public void ViewEnded() => Advance(ulong.MaxValue, ulong.MaxValue);

    /// <summary>The membership is over: what never entered a stream was not delivered, the rest may have been.</summary>
    public void Fail()
    {
        foreach (Waiting waiting in _waiting)
            if (!waiting.FromHandler)
                Reject(waiting.Ticket, waiting.IsFlush ? Failure.Unknown : Failure.NotDelivered);
        foreach ((_, long ticket) in _flushes)
            Reject(ticket, Failure.Unknown);
        _waiting.Clear();
        _flushes.Clear();
        _inWindow.Clear();
        (_windowBytes, _reserveUsed) = (0, 0);
    }

    private void Accept(long ticket) =>
        context.Emit(
            new Output
            {
                Kind = OutputKind.Accepted,
                Group = context.Handle,
                Ticket = ticket,
            }
        );

    private void Reject(long ticket, Failure failure) =>
        context.Emit(
            new Output
            {
                Kind = OutputKind.Rejected,
                Group = context.Handle,
                Ticket = ticket,
                Failure = failure,
            }
        );
}

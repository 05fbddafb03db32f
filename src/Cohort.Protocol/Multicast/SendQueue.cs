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
        bool IsFlush,
        bool IsCall,
        Instant Since
    )
    {
        /// <summary>Whether the sender has been told that it will be sent.</summary>
        public bool IsPromised => FromHandler || (Ticket == Input.NoTicket && !IsFlush);
    }

    private readonly record struct Sent(ulong Number, int Size);

    /// <summary>Messages, and their bytes.</summary>
    public readonly record struct Backlog(int Messages, long Bytes)
    {
        public static Backlog operator +(Backlog left, int size) => new(left.Messages + 1, left.Bytes + size);
    }

    /// <summary>A flush of the own stream up to a number.</summary>
    private sealed class PendingFlush(ulong number, long ticket)
    {
        public ulong Number { get; } = number;
        public long Ticket { get; } = ticket;

        /// <summary>What must be stable for it: known, and fixed, once this member has delivered its own messages.</summary>
        public ulong[]? Needs { get; set; }
    }

    private readonly Queue<Waiting> _waiting = new();
    private readonly Queue<Sent> _inWindow = new();
    private readonly Queue<PendingFlush> _flushes = new();
    private long _windowBytes;
    private long _reserveUsed;
    private int _promised;
    private ulong _unnamed;
    private ulong _lastMessage;
    private ulong _expulsions;
    private bool _mayHaveLost;
    private ViewStreams? _begunIn;
    private int _begun;

    /// <summary>Bytes that wait or are in the window.</summary>
    public long WindowBytes => _windowBytes;

    /// <summary>Messages that are in the window.</summary>
    public int WindowMessages => _inWindow.Count;

    /// <summary>Messages that wait to be sent; counted when it is asked for.</summary>
    public int WaitingMessages => _waiting.Count(static waiting => !waiting.IsFlush);

    /// <summary>Whether nothing waits to be sent or flushed.</summary>
    public bool IsEmpty => _waiting.Count == 0 && _flushes.Count == 0;

    /// <summary>Whether a large message is in the stream in part, and more of it may follow at once.</summary>
    public bool HasMore(ViewStreams view) => _begunIn == view && !view.Frozen;

    /// <summary>Whether messages wait whose senders have been told that they will be sent.</summary>
    public bool HasPromised => _promised > 0;

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
        var message = new Waiting(
            input.Ticket,
            input.Bytes,
            input.Order,
            input.Delivery,
            input.FromHandler,
            false,
            input.IsCall,
            context.Now
        );
        _waiting.Enqueue(message);
        if (message.IsPromised)
            _promised++;
    }

    /// <summary>
    /// A flush covers what was sent as the member that this process is now. Who asks before he has heard of an expulsion
    /// means more than that, and so does who asks first afterwards, where something may have been lost of which no send
    /// was told.
    /// </summary>
    public void Flush(long ticket, ulong expulsions)
    {
        bool mayHaveLost = _mayHaveLost;
        if (expulsions == _expulsions)
            _mayHaveLost = false;
        if (expulsions < _expulsions || mayHaveLost)
            Reject(ticket, Failure.Unknown);
        else
            _waiting.Enqueue(new Waiting(ticket, default, default, default, false, true, false, context.Now));
    }

    /// <summary>Whether something waits for members that are behind, and not for a view or its end. Asked when all has been
    /// moved that may be.</summary>
    public bool IsHeldUp(ViewStreams view) => _waiting.Count > 0 && !view.Frozen && view.SelfCounts && !HasMore(view);

    /// <summary>How long what comes first has waited.</summary>
    public TimeSpan WaitedFor => _waiting.TryPeek(out Waiting first) ? context.Now - first.Since : TimeSpan.Zero;

    /// <summary>Whether sends wait for a member: it is not ready for any, or the oldest message in the window waits for it.
    /// That it has not consumed what nobody can deliver, because another has not received it, is not its fault.</summary>
    public bool WaitFor(ViewStreams view, int member)
    {
        RowMatrix rows = view.Rows;
        if (!view.Counts[member] || !rows.Ready(member, context.Limits.Window))
            return view.Counts[member];
        if (!_inWindow.TryPeek(out Sent oldest))
            return false;
        if (rows.Of(member)[view.Self] < oldest.Number)
            return true;
        return view.Own.Delivered < oldest.Number ? view.NextWaitsFor(member) : rows.ConsumedBy(member) < oldest.Number;
    }

    /// <summary>How far a member is known to be: it makes progress when this changes. Only what sends wait for counts:
    /// announcements for others, which nothing holds up, are no progress.</summary>
    public (ulong Received, ulong Needed, ulong Consumed, long Carried, bool Heard) ProgressOf(
        ViewStreams view,
        int member
    ) =>
        (
            Math.Min(view.Rows.Of(member)[view.Self], _lastMessage),
            view.ReceivedOfNext(member),
            view.Rows.ConsumedBy(member),
            view.Rows.CarriedBy(member),
            view.Rows.Heard[member]
        );

    /// <summary>What of the window a member has not received, and what it has not consumed, received or not.</summary>
    public (Backlog Unreceived, Backlog Unconsumed) BehindAt(ViewStreams view, int member)
    {
        Backlog unreceived = default;
        Backlog unconsumed = default;
        if (!view.SelfCounts)
            return (unreceived, unconsumed);
        ulong received = view.Rows.Of(member)[view.Self];
        ulong consumed = view.Rows.ConsumedBy(member);
        foreach (Sent sent in _inWindow)
        {
            if (sent.Number > received)
                unreceived += sent.Size;
            if (sent.Number > consumed)
                unconsumed += sent.Size;
        }
        return (unreceived, unconsumed);
    }

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
                _flushes.Enqueue(new PendingFlush(view.Own.Received, next.Ticket));
            }
            else
            {
                bool fits =
                    _begunIn == view
                    || _inWindow.Count == 0
                    || Mutants.Has(Mutant.WindowIgnored)
                    || (
                        _windowBytes + next.Message.Length <= context.Limits.Window
                        && _inWindow.Count < context.Limits.WindowItems
                    );
                if (!fits)
                    break;
                if (!Put(view, next))
                    break;
                moved = true;
                ulong number = view.Own.Received;
                _inWindow.Enqueue(new Sent(number, next.Message.Length));
                _lastMessage = number;
                _windowBytes += next.Message.Length;
                if (next.IsPromised)
                    _promised--;
                if (next.FromHandler)
                    _reserveUsed -= next.Message.Length;
                else if (next.IsPromised)
                    _unnamed++;
                else
                    Accept(next.Ticket);
            }
            _waiting.Dequeue();
        }
        AnswerUnnamed(OutputKind.Accepted);
        return moved;
    }

    /// <summary>Puts a message, or some more of it, into the stream; true when all of it is there. What a view that has ended
    /// has of it is no message: nobody delivers it.</summary>
    private bool Put(ViewStreams view, in Waiting next)
    {
        int begun = _begunIn == view ? _begun : 0;
        _begun = view.Send(next.Message.Span, begun, next.Order, next.Delivery, next.IsCall);
        bool whole = _begun == next.Message.Length;
        _begunIn = whole ? null : view;
        return whole;
    }

    /// <summary>Goes on with what has become stable, and been consumed, of a view. True where the window opened for something
    /// that waits.</summary>
    public bool Advance(ViewStreams view)
    {
        bool opened =
            view.SelfCounts && OpenWindow(Math.Min(view.Rows.Stable[view.Self], view.Rows.Consumed(view.Self)));
        // That everybody has a message is not enough: where what it depends on dies with its sender, nobody delivers it.
        foreach (PendingFlush flush in _flushes)
            if (flush.Needs is null && flush.Number <= view.Own.Delivered)
                flush.Needs = [.. view.Own.Past];
        while (_flushes.TryPeek(out PendingFlush? flush) && flush.Needs is { } needs && view.IsStable(needs))
            Flushed();
        return opened && _waiting.Count > 0;
    }

    /// <summary>The view ended and its cut, with all that was sent in it, is delivered: everything is settled.</summary>
    public void ViewEnded()
    {
        OpenWindow(ulong.MaxValue);
        _lastMessage = 0;
        while (_flushes.Count > 0)
            Flushed();
    }

    private bool OpenWindow(ulong floor)
    {
        int before = _inWindow.Count;
        while (_inWindow.TryPeek(out Sent sent) && sent.Number <= floor)
        {
            _windowBytes -= sent.Size;
            _inWindow.Dequeue();
        }
        return _inWindow.Count < before;
    }

    private void Flushed() =>
        context.Emit(
            new Output
            {
                Kind = OutputKind.Flushed,
                Group = context.Handle,
                Ticket = _flushes.Dequeue().Ticket,
            }
        );

    /// <summary>The membership is over: what never entered a stream was not delivered, the rest may have been.</summary>
    public void Fail()
    {
        _expulsions++;
        _mayHaveLost |= _inWindow.Count > 0 || HasPromised;
        foreach (Waiting waiting in _waiting)
            if (waiting.IsPromised)
                _unnamed += waiting.FromHandler ? 0UL : 1;
            else
                Reject(waiting.Ticket, waiting.IsFlush ? Failure.Unknown : Failure.NotDelivered);
        foreach (PendingFlush flush in _flushes)
            Reject(flush.Ticket, Failure.Unknown);
        AnswerUnnamed(OutputKind.Rejected);
        _waiting.Clear();
        _flushes.Clear();
        _inWindow.Clear();
        _begunIn = null;
        (_windowBytes, _reserveUsed, _promised) = (0, 0, 0);
    }

    private void AnswerUnnamed(OutputKind kind)
    {
        if (_unnamed == 0)
            return;
        context.Emit(
            new Output
            {
                Kind = kind,
                Group = context.Handle,
                Ticket = Input.NoTicket,
                Position = _unnamed,
                Failure = kind == OutputKind.Rejected ? Failure.NotDelivered : Failure.None,
            }
        );
        _unnamed = 0;
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

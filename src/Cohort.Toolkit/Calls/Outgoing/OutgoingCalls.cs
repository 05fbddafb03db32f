using Cohort.Protocol;
using Cohort.Toolkit.Tools;

namespace Cohort.Toolkit.Calls;

/// <summary>
/// The calls of this process that are not over. So many are under way at a time, the others wait, in order; calls that are made in
/// other calls have a room of their own for each depth, so that what a call waits for never waits for that call's room.
/// </summary>
/// <param name="port">Sends.</param>
/// <param name="nonce">Drawn at random: tells this process's calls from those of all others.</param>
/// <param name="most">The most that may be under way at each depth.</param>
internal sealed class OutgoingCalls(IToolPort port, ulong nonce, int most)
{
    private readonly Lock _lock = new();

    // In the order in which they were sent.
    private readonly SortedDictionary<ulong, PendingCall> _sent = [];
    private readonly Room[] _rooms = [.. Enumerable.Range(0, CallChain.MostDeep).Select(_ => new Room())];
    private ulong _last;
    private View? _view;
    private bool _isMember;
    private bool _isOver;

    /// <summary>The calls of one depth.</summary>
    private sealed class Room
    {
        public LinkedList<PendingCall> Waiting { get; } = new();

        public int UnderWay { get; set; }
    }

    /// <summary>How many are under way.</summary>
    public int Count
    {
        get
        {
            lock (_lock)
                return _sent.Count;
        }
    }

    /// <summary>Sends a call, now or when there is room and this process is a member.</summary>
    public void Submit(PendingCall call)
    {
        bool isOver;
        lock (_lock)
        {
            isOver = _isOver;
            if (!isOver)
            {
                Room room = _rooms[call.Depth];
                room.Waiting.AddLast(call);
                SendWaiting(room);
            }
        }
        if (isOver)
            call.Fail(CallFailure.NotSent);
    }

    /// <summary>Nobody waits for a call any more.</summary>
    /// <returns>Whether it had been sent.</returns>
    public bool Abandon(PendingCall call)
    {
        lock (_lock)
        {
            if (call.Number == 0)
                _rooms[call.Depth].Waiting.Remove(call);
            else
                Remove(call);
            return call.Number != 0;
        }
    }

    /// <summary>A call of this process is delivered.</summary>
    public void Deliver(in CallHeader header, View view)
    {
        if (Find(header.Nonce, header.Number) is not { Replies: { } replies } call)
            return;
        replies.Deliver(Mutants.Has(Mutant.ExpectedWhenSent) ? call.SentIn ?? view : view);
        FinishIfSettled(call, replies);
    }

    /// <summary>A reply is delivered: it is for this process, or not.</summary>
    public void Take(in ReplyHeader header, MemberId from, ReadOnlySpan<byte> content)
    {
        if (Find(header.Nonce, header.Number) is not { Replies: { } replies } call)
            return;
        replies.Take(from, header.Outcome, content);
        FinishIfSettled(call, replies);
    }

    /// <summary>A view is installed.</summary>
    public void Install(View view)
    {
        PendingCall[] sent;
        lock (_lock)
        {
            _view = view;
            sent = [.. _sent.Values];
        }
        foreach (PendingCall call in sent)
            if (call.Replies is { } replies)
            {
                replies.Install(view);
                FinishIfSettled(call, replies);
            }
    }

    /// <summary>This process is a member. What was under way when it was not ends.</summary>
    public void Join()
    {
        FailSent(CallFailure.PutOut);
        lock (_lock)
        {
            _isMember = !_isOver;
            foreach (Room room in _rooms)
                SendWaiting(room);
        }
    }

    /// <summary>This process was put out of the group: nobody will tell it what its calls come to.</summary>
    public void Expelled()
    {
        lock (_lock)
            _isMember = false;
        FailSent(CallFailure.PutOut);
    }

    /// <summary>The membership is over for good.</summary>
    public void End()
    {
        var waiting = new List<PendingCall>();
        lock (_lock)
        {
            (_isOver, _isMember) = (true, false);
            foreach (Room room in _rooms)
            {
                waiting.AddRange(room.Waiting);
                room.Waiting.Clear();
            }
        }
        FailSent(CallFailure.Ended);
        foreach (PendingCall call in waiting)
            call.Fail(CallFailure.NotSent);
    }

    private void FailSent(CallFailure failure)
    {
        PendingCall[] sent;
        lock (_lock)
        {
            sent = [.. _sent.Values];
            _sent.Clear();
            foreach (Room room in _rooms)
                room.UnderWay = 0;
        }
        foreach (PendingCall call in sent)
            call.Fail(failure);
    }

    private void FinishIfSettled(PendingCall call, ReplyMap replies)
    {
        if (!replies.IsSettled)
            return;
        bool isOpen;
        lock (_lock)
            isOpen = Remove(call);
        if (isOpen)
            replies.Settle();
    }

    private void Accept(PendingCall call)
    {
        bool isOpen;
        lock (_lock)
            isOpen = Remove(call);
        if (isOpen)
            call.Accepted();
    }

    private PendingCall? Find(ulong caller, ulong number)
    {
        if (caller != nonce)
            return null;
        lock (_lock)
            return _sent.GetValueOrDefault(number);
    }

    private bool Remove(PendingCall call)
    {
        if (!_sent.Remove(call.Number))
            return false;
        Room room = _rooms[call.Depth];
        room.UnderWay--;
        SendWaiting(room);
        return true;
    }

    private void SendWaiting(Room room)
    {
        while (_isMember && room.UnderWay < most && room.Waiting.First is { } next)
        {
            room.Waiting.Remove(next);
            Send(next.Value, room);
        }
    }

    private void Send(PendingCall call, Room room)
    {
        (call.Number, call.SentIn) = (++_last, _view);
        _sent.Add(call.Number, call);
        room.UnderWay++;
        var header = new CallHeader(call.Flags, call.Contract, call.Method, nonce, call.Number);
        header.Write(call.Message.Span[ToolMessage.HeaderSize..]);
        if (!call.Wanted.IsNone)
        {
            call.Replies = new ReplyMap(call);
            port.Send(call.Message, call.Order, call.Delivery);
        }
        else if (port.Send(call.Message, call.Order, call.Delivery, () => Accept(call)))
        {
            _sent.Remove(call.Number);
            room.UnderWay--;
            call.Accepted();
        }
    }
}

using System.Buffers.Binary;
using Cohort.Toolkit.Tools;

namespace Cohort.Toolkit.ReplicatedObjects;

/// <summary>
/// The updates of this process that have no answer yet. They are sent once each and come back in the same order. Only a few messages
/// with updates are under way at a time; what is asked for meanwhile goes together in the next one, so that many updates cost the
/// group little more than one, and a single one does not wait. Where the process is put out of the group meanwhile, the state that it
/// gets when it is back says how many of them have been made: the answers to those are in it, and the rest are sent again. More than
/// so many are not taken on at a time: the others wait here, and can be given up.
/// </summary>
/// <param name="port">Sends.</param>
/// <param name="nonce">Drawn at random: tells this process's sessions from all others.</param>
/// <param name="now">The time, for the objects.</param>
/// <param name="mostUnderWay">The most messages with updates that are under way at a time.</param>
/// <param name="mostBytes">The most bytes of a message.</param>
/// <param name="mostPending">The most updates that are taken on at a time.</param>
/// <param name="delivery">When they may be made.</param>
internal sealed class Submissions(
    IToolPort port,
    ulong nonce,
    Func<DateTimeOffset> now,
    int mostUnderWay = Submissions.MostUnderWay,
    int mostBytes = int.MaxValue,
    int mostPending = int.MaxValue,
    Delivery delivery = Delivery.Stable
)
{
    /// <summary>The most messages with updates that are under way at a time, where nothing else is said.</summary>
    public const int MostUnderWay = 32;

    /// <summary>The most bytes of a message with several updates: such as a group copies and sends without making its sender wait.</summary>
    public const int MostTogether = 4 << 10;

    // So many that are given up are left where they are.
    private const int FewGivenUp = 64;

    private readonly Lock _lock = new();
    private readonly int _mostTogether = Math.Min(MostTogether, mostBytes);
    private Queue<PendingUpdate> _pending = new();

    // Those of the pending ones, the last, that have not been sent yet.
    private readonly Queue<PendingUpdate> _unsent = new();

    // Those that have no number yet.
    private Queue<PendingUpdate> _waiting = new();
    private int _givenUp;

    // Those that are being made right now; nobody but who delivers uses it.
    private Queue<PendingUpdate> _making = new();

    // The number of the last update in each message that is under way.
    private readonly Queue<ulong> _underWay = new();
    private byte[] _together = [];
    private ulong _session = nonce;
    private ulong _last;

    // The last that was ever sent.
    private ulong _sent;
    private bool _isMember;
    private bool _isOver;

    // The lineage of formations that the session is of.
    private GroupId? _formation;

    /// <summary>Goes on with those who await answers.</summary>
    public Completions Completions { get; } = new();

    /// <summary>How many have no answer yet.</summary>
    public int Count
    {
        get
        {
            lock (_lock)
                return _pending.Count + _waiting.Count - _givenUp;
        }
    }

    /// <summary>Sends an update, now or when this process is a member again.</summary>
    public void Submit(PendingUpdate update)
    {
        bool isOver;
        lock (_lock)
        {
            isOver = _isOver;
            if (!isOver)
            {
                update.Turn = PendingTurn.Waiting;
                _waiting.Enqueue(update);
                SendWaiting();
            }
        }
        if (isOver)
            update.Fail(UpdateFailure.NotSent);
    }

    /// <summary>Does not send an update, if it is not too late.</summary>
    /// <returns>Whether it is certain that it is not made.</returns>
    public bool GiveUp(PendingUpdate update)
    {
        lock (_lock)
        {
            if (update.Turn != PendingTurn.Waiting)
                return false;
            update.Turn = PendingTurn.GivenUp;
            // While a group is not at work nothing else takes them away.
            if (++_givenUp > Math.Max(FewGivenUp, _waiting.Count / 2))
                DropGivenUp();
            return true;
        }
    }

    /// <summary>So many updates of a session are about to be made: the next ones.</summary>
    public void Making(ulong session, ulong count)
    {
        // The session changes only where messages are delivered, as here.
        if (session != _session)
            return;
        lock (_lock)
            for (; count > 0 && _pending.TryDequeue(out PendingUpdate? next); count--)
                _making.Enqueue(next);
    }

    /// <summary>An update was made. Where it is one of this process, its caller is told.</summary>
    public void Made(in UpdateMessage update, ReadOnlySpan<byte> outcome, ulong position)
    {
        if (update.Session == _session && _making.TryDequeue(out PendingUpdate? made))
            made.Made(outcome, position);
    }

    /// <summary>A message with the updates of a session was delivered, up to this one.</summary>
    public void Delivered(ulong session, ulong last)
    {
        if (session != _session)
            return;
        lock (_lock)
        {
            while (_underWay.TryPeek(out ulong sent) && sent <= last)
                _underWay.Dequeue();
            SendWaiting();
        }
    }

    /// <summary>This process is no member for now.</summary>
    public void Expelled()
    {
        lock (_lock)
        {
            _isMember = false;
            if (_making.Count == 0)
                return;
            // In the middle of a message it was found to differ from the others: what it makes here does not count.
            while (_pending.TryDequeue(out PendingUpdate? next))
                _making.Enqueue(next);
            (_pending, _making) = (_making, _pending);
        }
    }

    /// <summary>This process is a member, of a group that remembers these sessions; positions and sessions go on through a lineage of formations.</summary>
    public void Join(GroupId formation, UpdateSessions sessions, ulong position)
    {
        var answered = new List<(PendingUpdate Update, ReadOnlyMemory<byte>? Answer)>();
        var forgotten = new List<PendingUpdate>();
        lock (_lock)
        {
            bool isKnown = sessions.TryFind(_session, out AnswerLog? answers);
            ulong first = _last - (ulong)_pending.Count + 1;
            bool isNew = _formation is null || (!isKnown && first == 1 && !sessions.HasForgotten);
            if (_formation is { } before && before != formation || !(isKnown || isNew))
                BeginSession(forgotten);
            else if (isKnown)
                TakeAnswers(answers!, first, answered);
            (_formation, _isMember) = (formation, true);
            SendAgain();
        }
        foreach ((PendingUpdate update, ReadOnlyMemory<byte>? answer) in answered)
            if (answer is { } bytes)
                update.Made(bytes.Span, position);
            else
                update.Fail(UpdateFailure.AnswerLost);
        foreach (PendingUpdate update in forgotten)
            update.Fail(UpdateFailure.Forgotten);
    }

    /// <summary>The membership is over for good.</summary>
    public void End()
    {
        PendingUpdate[] sent;
        PendingUpdate[] unsent;
        lock (_lock)
        {
            (_isOver, _isMember) = (true, false);
            DropGivenUp();
            // Where an update has stopped this member, those behind it were not made here.
            int neverSent = (int)Math.Min(_last - _sent, (ulong)_pending.Count);
            sent = [.. _making, .. _pending.SkipLast(neverSent)];
            unsent = [.. _pending.TakeLast(neverSent), .. _waiting];
            _making.Clear();
            _pending.Clear();
            _unsent.Clear();
            _waiting.Clear();
        }
        foreach (PendingUpdate update in sent)
            update.Fail(UpdateFailure.Ended);
        foreach (PendingUpdate update in unsent)
            update.Fail(UpdateFailure.NotSent);
    }

    /// <summary>What was under way is of no formation that there still is: the next updates are those of another session.</summary>
    private void BeginSession(List<PendingUpdate> forgotten)
    {
        forgotten.AddRange(_pending);
        _pending.Clear();
        _unsent.Clear();
        (_last, _sent) = (0, 0);
        _session++;
    }

    private void TakeAnswers(
        AnswerLog answers,
        ulong first,
        List<(PendingUpdate Update, ReadOnlyMemory<byte>? Answer)> answered
    )
    {
        for (; first < Math.Min(answers.First, answers.Next); first++)
            answered.Add((_pending.Dequeue(), null));
        foreach ((ulong _, ReadOnlyMemory<byte> answer) in answers.From(first))
            answered.Add((_pending.Dequeue(), answer));
    }

    // What was under way when this process was put out of the group is lost, or in the state.
    private void SendAgain()
    {
        _underWay.Clear();
        if (!Protocol.Mutants.Has(Protocol.Mutant.UpdatesUnderWayForgotten))
        {
            _unsent.Clear();
            foreach (PendingUpdate update in _pending)
                _unsent.Enqueue(update);
        }
        SendWaiting();
    }

    private void DropGivenUp()
    {
        Queue<PendingUpdate> waiting = _waiting;
        (_waiting, _givenUp) = (new Queue<PendingUpdate>(), 0);
        foreach (PendingUpdate update in waiting)
            if (update.Turn == PendingTurn.Waiting)
                _waiting.Enqueue(update);
            else
                update.Drop();
    }

    private void TakeOn()
    {
        while (_pending.Count < mostPending && _waiting.TryDequeue(out PendingUpdate? next))
        {
            if (next.Turn == PendingTurn.GivenUp)
            {
                _givenUp--;
                next.Drop();
                continue;
            }
            next.Turn = PendingTurn.Taken;
            _pending.Enqueue(next);
            _unsent.Enqueue(next);
            _last++;
        }
    }

    private void SendWaiting()
    {
        TakeOn();
        while (_isMember && _unsent.Count > 0 && _underWay.Count < mostUnderWay)
            SendNext();
    }

    private void SendNext()
    {
        ulong first = _last - (ulong)_unsent.Count + 1;
        ulong answered = _last - (ulong)_pending.Count;
        Memory<byte> message = NextMessage();
        var header = new UpdateMessage(_session, first, answered, now().UtcTicks);
        header.Write(message.Span[ToolMessage.HeaderSize..]);
        _underWay.Enqueue(_last - (ulong)_unsent.Count);
        _sent = Math.Max(_sent, _last - (ulong)_unsent.Count);
        port.Send(message, Order.Total, delivery);
    }

    /// <summary>Takes the next updates off that go in one message, and writes all of it but the header.</summary>
    private Memory<byte> NextMessage()
    {
        Memory<byte> alone = _unsent.Dequeue().Message;
        int used = alone.Length;
        BinaryPrimitives.WriteInt32LittleEndian(
            alone.Span[(PendingUpdate.Room - UpdateMessage.LengthSize)..],
            used - PendingUpdate.Room
        );
        if (!HasRoomForNext(used))
            return alone;
        if (_together.Length == 0)
            _together = new byte[_mostTogether];
        alone.CopyTo(_together);
        while (HasRoomForNext(used))
        {
            ReadOnlySpan<byte> body = _unsent.Dequeue().Message.Span[PendingUpdate.Room..];
            used += UpdateMessage.WriteBody(_together.AsSpan(used), body);
        }
        return _together.AsMemory(0, used);
    }

    private bool HasRoomForNext(int used) =>
        _unsent.TryPeek(out PendingUpdate? next)
        && used + next.Message.Length - PendingUpdate.Room + UpdateMessage.LengthSize <= _mostTogether;
}

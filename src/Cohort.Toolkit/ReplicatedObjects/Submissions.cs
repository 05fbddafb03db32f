using Cohort.Toolkit.Tools;

namespace Cohort.Toolkit.ReplicatedObjects;

/// <summary>
/// The updates of this process that have no answer yet. They are sent once each and come back in the same order. Where the process
/// is put out of the group meanwhile, the state that it gets when it is back says how many of them have been made: the answers to
/// those are in it, and the rest are sent again.
/// </summary>
/// <param name="port">Sends.</param>
/// <param name="nonce">Drawn at random: tells this process's sessions from all others.</param>
/// <param name="now">The time, for the objects.</param>
internal sealed class Submissions(IToolPort port, ulong nonce, Func<DateTimeOffset> now)
{
    private readonly Lock _lock = new();
    private readonly Queue<PendingUpdate> _pending = new();
    private ulong _session = nonce;
    private ulong _last;
    private bool _isMember;
    private bool _isOver;

    // The formation that the session is of.
    private GroupId? _formation;

    /// <summary>How many have no answer yet.</summary>
    public int Count
    {
        get
        {
            lock (_lock)
                return _pending.Count;
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
                _pending.Enqueue(update);
                _last++;
                if (_isMember)
                    Send(update.Message, _last);
            }
        }
        if (isOver)
            update.Fail(UpdateFailure.Ended);
    }

    /// <summary>An update was made. Where it is one of this process, its caller is told.</summary>
    public void Made(in UpdateMessage update, ReadOnlySpan<byte> outcome, ulong position)
    {
        PendingUpdate? made;
        lock (_lock)
            if (update.Session != _session || !_pending.TryDequeue(out made))
                return;
        made.Made(outcome, position);
    }

    /// <summary>This process is no member for now.</summary>
    public void Expelled()
    {
        lock (_lock)
            _isMember = false;
    }

    /// <summary>This process is a member, of a group that remembers these sessions.</summary>
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
            SendAll();
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
        PendingUpdate[] left;
        lock (_lock)
        {
            (_isOver, _isMember) = (true, false);
            left = [.. _pending];
            _pending.Clear();
        }
        foreach (PendingUpdate update in left)
            update.Fail(UpdateFailure.Ended);
    }

    /// <summary>What was under way is of no formation that there still is: the next updates are those of another session.</summary>
    private void BeginSession(List<PendingUpdate> forgotten)
    {
        forgotten.AddRange(_pending);
        _pending.Clear();
        _last = 0;
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

    private void SendAll()
    {
        ulong number = _last - (ulong)_pending.Count;
        foreach (PendingUpdate update in _pending)
            Send(update.Message, ++number);
    }

    private void Send(Memory<byte> message, ulong number)
    {
        ulong answered = _last - (ulong)_pending.Count;
        var header = new UpdateMessage(_session, number, answered, now().UtcTicks);
        header.Write(message.Span[ToolMessage.HeaderSize..]);
        port.Send(message, Order.Total, Delivery.Stable);
    }
}

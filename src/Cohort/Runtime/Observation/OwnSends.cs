using System.Diagnostics;
using Cohort.Protocol;
using Cohort.Protocol.Observation;

namespace Cohort.Runtime.Observation;

/// <summary>
/// The sends of one membership that are under way, in the order in which the machine has got them, which is that of their delivery: so
/// each delivery of an own message is that of the first one here. Used on the node's thread alone, and only while somebody listens.
/// </summary>
/// <remarks>
/// Who begins to listen finds messages under way that nobody has noted: the machine is asked how many, and as many deliveries are passed
/// over. After an expulsion all that were noted before it are lost: the machine is asked again, and the oldest are given up.
/// </remarks>
internal sealed class OwnSends(GroupObservation group, int handle)
{
    private sealed record Life(Activity Activity)
    {
        public bool IsAccepted { get; set; }
        public bool IsOrdered { get; set; }
        public bool IsStable { get; set; }
    }

    private readonly record struct Entry(long Ticket, long Since, Life? Life);

    private const string Unseen = "It was not seen delivered before the membership was over.";

    private readonly Queue<Entry> _underWay = new();
    private readonly List<OwnMessage> _inStream = [];
    private int _unnoted;
    private int _lives;
    private bool _mustCount;
    private bool _isOver;

    /// <summary>Whether sends are noted.</summary>
    public bool IsFollowing { get; private set; }

    /// <summary>The machine is about to get a message; nobody has to be listening.</summary>
    public void Sent(long ticket, in SendMark mark)
    {
        bool follows = Instruments.FollowsSends;
        if (follows != IsFollowing && !_isOver)
            Switch(follows);
        if (!follows || _isOver)
        {
            if (mark.Activity is { } unfollowed)
                Spans.End(unfollowed);
            return;
        }
        Life? life = mark.Activity is { } activity ? new Life(activity) : null;
        if (life is not null)
            _lives++;
        _underWay.Enqueue(new Entry(ticket, mark.Since, life));
    }

    /// <summary>A message of this member is delivered here.</summary>
    public void Delivered(in Output output)
    {
        // Whose it is will be known when they have been counted again.
        if (_mustCount)
            return;
        if (_unnoted > 0)
        {
            _unnoted--;
            return;
        }
        if (!_underWay.TryDequeue(out Entry entry))
            return;
        if (entry.Since != 0)
            group.Latency(output.Order, output.Delivery, Stopwatch.GetElapsedTime(entry.Since));
        if (entry.Life is not { } life)
            return;
        _lives--;
        Progress(life, isOrdered: true, isStable: output.Delivery != Delivery.Received);
        life.Activity.SetTag(Tag.Message, output.Message.ToString());
        life.Activity.SetTag(Tag.Sender, output.Sender.Name);
        life.Activity.AddEvent(new ActivityEvent(Spans.Delivered));
        Spans.End(life.Activity);
    }

    /// <summary>The machine has not taken a message on; the others go on as before.</summary>
    public void Refused(long ticket)
    {
        // From one end to the other, so that the order stays.
        for (int left = _underWay.Count; left > 0; left--)
        {
            Entry entry = _underWay.Dequeue();
            if (entry.Ticket == ticket)
                Lose(entry, "It was not taken on.");
            else
                _underWay.Enqueue(entry);
        }
    }

    /// <summary>Something has become of sends that is no delivery: which, the machine is asked at the end of the turn.</summary>
    public void Disturbed() => _mustCount = IsFollowing;

    /// <summary>The turn is over: takes note of how far the messages are.</summary>
    public void EndTurn()
    {
        if (Machine is not { } machine)
        {
            Forget();
            return;
        }
        if (_mustCount)
            Recount(machine.OwnUnderWay);
        if (_lives == 0)
            return;
        _inStream.Clear();
        machine.FindOwn(_inStream);
        int at = -_unnoted;
        foreach (Entry entry in _underWay)
        {
            if (at >= _inStream.Count)
                break;
            if (at >= 0 && entry.Life is { } life)
                Progress(life, _inStream[at].IsOrdered, _inStream[at].IsStable);
            at++;
        }
    }

    /// <summary>The membership is over: nobody hears of what was under way.</summary>
    public void End()
    {
        _isOver = true;
        Forget();
    }

    private GroupMachine? Machine => group.Node.Machine?.Node?.GroupAt(handle);

    private void Switch(bool follows)
    {
        if (!follows)
        {
            Forget();
            return;
        }
        // What comes with this turn is not in the machine yet.
        (IsFollowing, _unnoted) = (true, Machine?.OwnUnderWay ?? 0);
        group.Node.Follow(this);
    }

    private void Forget()
    {
        IsFollowing = false;
        while (_underWay.TryDequeue(out Entry lost))
            Lose(lost, Unseen);
        (_unnoted, _mustCount) = (0, false);
    }

    private void Recount(int underWay)
    {
        while (_underWay.Count > underWay)
            Lose(_underWay.Dequeue(), Unseen);
        _unnoted = underWay - _underWay.Count;
        _mustCount = false;
    }

    private void Lose(in Entry entry, string reason)
    {
        if (entry.Life is not { } life)
            return;
        _lives--;
        Spans.Fail(life.Activity, reason);
    }

    private static void Progress(Life life, bool isOrdered, bool isStable)
    {
        if (!life.IsAccepted)
            life.Activity.AddEvent(new ActivityEvent(Spans.Accepted));
        life.IsAccepted = true;
        if (isOrdered && !life.IsOrdered)
            life.Activity.AddEvent(new ActivityEvent(Spans.Ordered));
        life.IsOrdered |= isOrdered;
        // It may be known to be everywhere before it has its place: stability counts from then on.
        if (isStable && life is { IsOrdered: true, IsStable: false })
            life.Activity.AddEvent(new ActivityEvent(Spans.Stable));
        life.IsStable |= isStable && life.IsOrdered;
    }
}

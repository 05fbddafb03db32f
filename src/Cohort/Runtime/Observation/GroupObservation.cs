using System.Diagnostics;
using System.Diagnostics.Metrics;
using Cohort.Protocol;

namespace Cohort.Runtime.Observation;

/// <summary>
/// What one membership has done so far. It is counted always, where it happens, and read when somebody asks: a message costs an addition
/// or two. What takes time is noted only while somebody listens.
/// </summary>
internal sealed class GroupObservation
{
    private const int Orders = (int)Order.Total + 1;
    private const int Deliveries = (int)Delivery.Durable + 1;

    private readonly NodeObservation _node;
    private readonly long[] _delivered = new long[Orders * Deliveries];
    private readonly KeyValuePair<string, object?>[]?[] _deliveryTags = new KeyValuePair<string, object?>[]?[
        Orders * Deliveries
    ];
    private long _sent;
    private long _sentBytes;
    private long _deliveredBytes;
    private long _handled;
    private long _views;
    private long _expulsions;
    private long _statesReceived;
    private long _stateBytesReceived;
    private long _statesSaved;
    private long _stateBytesSaved;
    private long _stateAwaited;
    private long _changingSince;
    private Activity? _viewChange;
    private int _status = (int)GroupStatus.Joining;

    public GroupObservation(NodeObservation node, string group, int handle)
    {
        (_node, Handle) = (node, handle);
        Tags = [.. node.Tags, new(Tag.Group, group)];
        Own = new OwnSends(this, handle);
        node.Add(this);
    }

    /// <summary>The node that is the member.</summary>
    public NodeObservation Node => _node;

    /// <summary>The handle of the membership.</summary>
    public int Handle { get; }

    /// <summary>Whose measurements these are.</summary>
    public KeyValuePair<string, object?>[] Tags { get; }

    /// <summary>The sends that are followed.</summary>
    public OwnSends Own { get; }

    /// <summary>What the membership does.</summary>
    public GroupStatus Status => (GroupStatus)Volatile.Read(ref _status);

    public long Sent => Volatile.Read(ref _sent);

    public long SentBytes => Volatile.Read(ref _sentBytes);

    public long DeliveredBytes => Volatile.Read(ref _deliveredBytes);

    public long Handled => Volatile.Read(ref _handled);

    public long Views => Volatile.Read(ref _views);

    public long Expulsions => Volatile.Read(ref _expulsions);

    public long StatesReceived => Volatile.Read(ref _statesReceived);

    public long StateBytesReceived => Volatile.Read(ref _stateBytesReceived);

    public long StatesSaved => Volatile.Read(ref _statesSaved);

    public long StateBytesSaved => Volatile.Read(ref _stateBytesSaved);

    /// <summary>Messages that have been delivered and not handled.</summary>
    public long Queue
    {
        get
        {
            // What is handled later must have been delivered before.
            long handled = Handled;
            long delivered = 0;
            for (int kind = 0; kind < _delivered.Length; kind++)
                delivered += Volatile.Read(ref _delivered[kind]);
            return delivered - handled;
        }
    }

    /// <summary>How many messages were delivered, by order and delivery, as far as there were any.</summary>
    public IEnumerable<Measurement<long>> Delivered()
    {
        for (int kind = 0; kind < _delivered.Length; kind++)
            if (Volatile.Read(ref _delivered[kind]) is > 0 and long delivered)
                yield return new Measurement<long>(delivered, DeliveryTags(kind));
    }

    /// <summary>A call sends a message. The activity, where there is one, goes on until it has been delivered.</summary>
    public SendMark Begin(Order order, Delivery delivery, int size)
    {
        Activity? activity = Spans.Begin(Spans.Send, ActivityKind.Producer);
        if (activity is not null)
        {
            Describe(activity);
            activity.SetTag(Tag.Order, Tag.Of(order));
            activity.SetTag(Tag.Delivery, Tag.Of(delivery));
            activity.SetTag(Tag.Bytes, size);
        }
        return new SendMark(Stopwatch.GetTimestamp(), activity);
    }

    /// <summary>It was not sent after all.</summary>
    public static void NotSent(in SendMark mark, string reason)
    {
        if (mark.Activity is { } activity)
            Spans.Fail(activity, reason);
    }

    /// <summary>Messages are on their way to the machine, so many at once; on the node's thread, since a counter that each sender
    /// writes to would go to and fro between the caches of the cores.</summary>
    public void CountSent(int messages, long bytes)
    {
        Volatile.Write(ref _sent, _sent + messages);
        Volatile.Write(ref _sentBytes, _sentBytes + bytes);
        if (Instruments.BatchMessages.Enabled)
            Instruments.BatchMessages.Record(messages, Tags);
    }

    /// <summary>The application has finished with some messages. Calls do not overlap.</summary>
    public void CountHandled(int messages) => Volatile.Write(ref _handled, _handled + messages);

    /// <summary>The application has saved its state.</summary>
    public void CountSaved(long bytes)
    {
        Interlocked.Increment(ref _statesSaved);
        Interlocked.Add(ref _stateBytesSaved, bytes);
    }

    /// <summary>The state is about to come from another member.</summary>
    /// <param name="awaited">Since when this member has waited for it, by the clock of the machine.</param>
    /// <param name="now">What that clock shows.</param>
    public void StateComes(Instant? awaited, Instant now)
    {
        if (awaited is { } since && Instruments.StateTransferDuration.Enabled)
            Volatile.Write(ref _stateAwaited, (now - since).Ticks);
    }

    /// <summary>The application has loaded a state.</summary>
    public void StateLoaded()
    {
        if (Interlocked.Exchange(ref _stateAwaited, 0) is > 0 and long ticks)
            Instruments.StateTransferDuration.Record(TimeSpan.FromTicks(ticks).TotalSeconds, Tags);
    }

    /// <summary>Begins an activity of this membership, the current one until it is disposed; null where nobody listens.</summary>
    public Activity? Start(string name, ActivityKind kind = ActivityKind.Internal)
    {
        Activity? activity = Instruments.Activities.StartActivity(name, kind);
        if (activity is not null)
            Describe(activity);
        return activity;
    }

    /// <summary>Says on an activity whose it is.</summary>
    public void Describe(Activity activity)
    {
        foreach (KeyValuePair<string, object?> tag in Tags)
            activity.SetTag(tag.Key, tag.Value);
    }

    /// <summary>A message was delivered at its sender.</summary>
    public void Latency(Order order, Delivery delivery, TimeSpan latency) =>
        Instruments.DeliveryLatency.Record(latency.TotalSeconds, DeliveryTags(KindOf(order, delivery)));

    /// <summary>An output of the machine; on the node's thread, before it is carried out.</summary>
    public void Take(in Output output)
    {
        switch (output.Kind)
        {
            case OutputKind.Deliver:
                Deliver(output);
                break;
            case OutputKind.View:
                Install(output.Change);
                break;
            case OutputKind.Status:
                ChangeStatus(output.Status);
                break;
            case OutputKind.LoadState when !output.IsReplayed:
                Interlocked.Increment(ref _statesReceived);
                Interlocked.Add(ref _stateBytesReceived, output.Bytes.Length);
                Own.Disturbed();
                break;
            case OutputKind.Rejected when output.Failure is Failure.BacklogFull or Failure.TooLarge:
                Own.Refused(output.Ticket);
                break;
            case OutputKind.Rejected:
                Own.Disturbed();
                break;
        }
    }

    /// <summary>The membership is over, and is measured no more; on the node's thread.</summary>
    public void End()
    {
        _node.Remove(this);
        Own.End();
        if (_viewChange is { } change)
            Spans.Fail(change, "the membership ended");
        _viewChange = null;
    }

    private void Deliver(in Output output)
    {
        ref long delivered = ref _delivered[KindOf(output.Order, output.Delivery)];
        Volatile.Write(ref delivered, delivered + 1);
        Volatile.Write(ref _deliveredBytes, _deliveredBytes + output.Bytes.Length);
        if (Own.IsFollowing && !output.IsReplayed && output.Sender.Process == _node.Process)
            Own.Delivered(output);
    }

    private void Install(ViewChange change)
    {
        if (change.IsReplayed)
            return;
        Interlocked.Increment(ref _views);
        if (_changingSince != 0)
            Instruments.ViewChangeDuration.Record(Stopwatch.GetElapsedTime(_changingSince).TotalSeconds, Tags);
        _changingSince = 0;
        if (_viewChange is not { } activity)
            return;
        _viewChange = null;
        activity.SetTag(Tag.View, change.View.Number.ToString());
        activity.SetTag("cohort.members", change.View.Members.Length);
        Spans.End(activity);
    }

    private void ChangeStatus(GroupStatus status)
    {
        bool wasActive = Status == GroupStatus.Active;
        Volatile.Write(ref _status, (int)status);
        if (status == GroupStatus.Expelled)
        {
            Interlocked.Increment(ref _expulsions);
            Own.Disturbed();
            (_changingSince, Activity? abandoned) = (0, _viewChange);
            _viewChange = null;
            if (abandoned is not null)
                Spans.Fail(abandoned, "the others went on without this member");
        }
        else if (wasActive && status is GroupStatus.Changing or GroupStatus.Blocked)
        {
            _changingSince = Stopwatch.GetTimestamp();
            _viewChange = Spans.Begin(Spans.ViewChange);
            if (_viewChange is not null)
                Describe(_viewChange);
        }
        else if (status == GroupStatus.Active && _viewChange is { } calledOff)
        {
            // It was blocked, and the members that it missed are back in the same view.
            (_changingSince, _viewChange) = (0, null);
            Spans.End(calledOff);
        }
    }

    private KeyValuePair<string, object?>[] DeliveryTags(int kind) =>
        _deliveryTags[kind] ??= [
            .. Tags,
            new(Tag.Order, Tag.Of((Order)(kind / Deliveries))),
            new(Tag.Delivery, Tag.Of((Delivery)(kind % Deliveries))),
        ];

    private static int KindOf(Order order, Delivery delivery) => ((int)order * Deliveries) + (int)delivery;
}

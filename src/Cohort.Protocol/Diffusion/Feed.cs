using Cohort.Protocol.Memory;
using Cohort.Protocol.Multicast;

namespace Cohort.Protocol.Diffusion;

/// <summary>A view or a message as subscribers get it.</summary>
/// <param name="View">The view; null where it is a message.</param>
/// <param name="Sender">The sender of a message.</param>
/// <param name="Message">Its identity.</param>
/// <param name="Order">Its order.</param>
/// <param name="Delivery">Its delivery.</param>
/// <param name="Payload">Where it lies, held by the feed.</param>
internal sealed record FeedItem(
    ViewChange? View,
    Member? Sender,
    MessageId Message,
    Order Order,
    Delivery Delivery,
    SlabPart Payload
)
{
    /// <summary>What the feed still needs to be stable before it may be told to anybody; null where that is not known yet.</summary>
    public ulong[]? Needs { get; set; }

    public int Size => View is null ? Payload.Length : 0;
}

/// <summary>
/// The views and messages of a group at one member, for subscribers: those that were delivered here and that nobody who goes on can
/// miss, in the order in which they were delivered, as far back as there is room. What only this member has is told to no
/// subscriber: where the member dies with it, the group has never had it (C2).
/// </summary>
internal sealed class Feed
{
    // Views cost little, and a feed of messages without bytes must be bounded too.
    private const int Overhead = 64;

    private readonly SlabPool _memory;
    private readonly long _least;
    private readonly Queue<FeedItem> _unstable = new();
    private readonly List<FeedItem> _items = [];
    private int _head;
    private Position _begin;
    private Position _end;
    private long _bytes;
    private View _view;

    /// <summary>Begins with what comes after a point.</summary>
    /// <param name="memory">Where messages lie.</param>
    /// <param name="least">So many bytes are kept at least, and at most a message more.</param>
    /// <param name="view">The view.</param>
    /// <param name="numbers">For each rank, the last message that was delivered in it.</param>
    public Feed(SlabPool memory, long least, View view, ulong[] numbers)
    {
        (_memory, _least, _view, EndView) = (memory, least, view, view);
        _begin = new Position(view.Group, view.Number, [.. numbers]);
        _end = new Position(view.Group, view.Number, [.. numbers]);
    }

    /// <summary>The place of the first item that is kept, counted from the feed's beginning.</summary>
    public long First { get; private set; }

    /// <summary>The place of the item that comes next.</summary>
    public long End => First + _items.Count - _head;

    /// <summary>What comes before <see cref="End"/>.</summary>
    public Position EndPosition => _end;

    /// <summary>The view at <see cref="End"/>.</summary>
    public View EndView { get; private set; }

    /// <summary>The formation.</summary>
    public GroupId Group => _view.Group;

    /// <summary>The bytes that are kept.</summary>
    public long Bytes => _bytes;

    /// <summary>Whether one that has all up to a position can go on from here without missing anything.</summary>
    public bool ReachesBackTo(in Position position) =>
        position.Group == Group
        && (position.View != _begin.View || position.Numbers.Length == _begin.Numbers.Length)
        && position.Covers(_begin);

    /// <summary>The item at a place between <see cref="First"/> and <see cref="End"/>.</summary>
    public FeedItem this[long place] => _items[_head + (int)(place - First)];

    /// <summary>A message is delivered here.</summary>
    public void Message(Member sender, MessageId id, Order order, Delivery delivery, SlabPart payload) =>
        _unstable.Enqueue(new FeedItem(null, sender, id, order, delivery, _memory.Keep(payload)));

    /// <summary>A view is installed: what was delivered before it is what all that go on have delivered.</summary>
    public void View(ViewChange change)
    {
        while (_unstable.TryDequeue(out FeedItem? item))
            Settle(item);
        _view = change.View;
        Settle(new FeedItem(change, null, default, default, default, default));
    }

    /// <summary>Looks for what has become stable.</summary>
    public void Settle(ViewStreams streams)
    {
        while (_unstable.TryPeek(out FeedItem? item))
        {
            item.Needs ??= [.. streams.Streams[item.Message.Rank].Past];
            if (!streams.IsStable(item.Needs) && !Mutants.Has(Mutant.UnstableFed))
                break;
            Settle(_unstable.Dequeue());
        }
    }

    /// <summary>The feed is not used any more.</summary>
    public void Close()
    {
        while (_unstable.TryDequeue(out FeedItem? item))
            item.Payload.Slab.Release();
        while (End > First)
            DropFirst();
    }

    private void Settle(FeedItem item)
    {
        _items.Add(item);
        _bytes += CostOf(item);
        _end = After(_end, item);
        if (item.View is { } change)
            EndView = change.View;
        // So much is kept at least: one message that is larger must not be gone before anybody was told of it.
        while (End > First && _bytes - CostOf(_items[_head]) >= _least)
            DropFirst();
    }

    private void DropFirst()
    {
        FeedItem item = _items[_head++];
        First++;
        // Moving what is left to the front is paid for by what was dropped.
        if (_head > _items.Count / 2)
        {
            _items.RemoveRange(0, _head);
            _head = 0;
        }
        _bytes -= CostOf(item);
        _begin = After(_begin, item);
        if (item.View is null)
            item.Payload.Slab.Release();
    }

    private static int CostOf(FeedItem item) => item.Size + Overhead;

    private static Position After(in Position position, FeedItem item)
    {
        if (item.View is { View: var view })
            return new Position(view.Group, view.Number, new ulong[view.Members.Length]);
        position.Numbers[item.Message.Rank] = item.Message.Number;
        return position;
    }
}

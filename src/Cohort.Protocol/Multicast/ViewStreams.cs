using Cohort.Protocol.Memory;
using Cohort.Protocol.Wire;

namespace Cohort.Protocol.Multicast;

/// <summary>
/// The multicast of one view at one member: every member's stream, the rows, the total order, and what may be delivered.
/// Once frozen (the wedge) it takes in and delivers nothing more, until the cut ends it.
/// </summary>
internal sealed partial class ViewStreams
{
    private readonly IDeliveries _deliveries;
    private readonly FrameWriter _scratch;
    private readonly Limits _limits;
    private readonly SlabPool _memory;
    private readonly Strip _strip;
    private readonly List<Placement> _placements = [];
    private readonly ulong[] _after;
    private readonly Reassembly[] _reassemblies;

    public ViewStreams(
        View view,
        int self,
        IDeliveries deliveries,
        FrameWriter scratch,
        SlabPool memory,
        Limits limits,
        bool isLogged = false
    )
    {
        (View, Self, _deliveries, _scratch, _memory, _limits) = (view, self, deliveries, scratch, memory, limits);
        _strip = new Strip(memory);
        _after = new ulong[view.Senders];
        Counts = [.. view.Members.Select(member => member.HoldsState)];
        Orderer = Array.IndexOf(Counts, true);
        Streams = [.. Enumerable.Range(0, view.Senders).Select(rank => new SenderStream(rank, view.Senders))];
        Own = self < view.Senders ? Streams[self] : new SenderStream(self, view.Senders);
        _reassemblies = [.. Streams.Select(stream => new Reassembly(stream, memory, LargePart(limits)))];
        Rows = new RowMatrix(Counts, view.Senders);
        OnDisk = isLogged ? new RowMatrix(Counts, view.Senders) : null;
        Order = new TotalOrder(view.Senders);
        Rows.Heard[self] = true;
    }

    public View View { get; }

    /// <summary>This process's rank.</summary>
    public int Self { get; }

    /// <summary>Who holds the state, and so counts.</summary>
    public bool[] Counts { get; }

    /// <summary>The lowest-ranked member that counts: its stream announces the total order.</summary>
    public int Orderer { get; }

    /// <summary>The streams of the ranks up to the last that counts.</summary>
    public SenderStream[] Streams { get; }

    public RowMatrix Rows { get; }

    /// <summary>What each member is known to have on its disk of each stream; null where the group keeps no log.</summary>
    public RowMatrix? OnDisk { get; }

    public TotalOrder Order { get; }

    /// <summary>This process's stream: an empty one, of which nobody is told, where it stands behind all that count.</summary>
    public SenderStream Own { get; }

    public bool SelfCounts => Counts[Self];

    /// <summary>Set by the wedge: the row stands still, nothing is sent, received or delivered.</summary>
    public bool Frozen { get; set; }

    /// <summary>Whether this process has sent messages of several fragments in this view.</summary>
    public bool SendsLarge { get; private set; }

    /// <summary>Lets go of the room that is kept for messages, as far as there are none.</summary>
    public void Tidy()
    {
        foreach (SenderStream stream in Streams)
            stream.Tidy();
        _strip.Tidy();
        _placements.TrimExcess();
    }

    /// <summary>What this process has received of each stream.</summary>
    public ulong[] OwnRow()
    {
        var row = new ulong[Streams.Length];
        for (int rank = 0; rank < row.Length; rank++)
            row[rank] = Streams[rank].Received;
        return row;
    }

    /// <summary>How much of each stream this process does not keep any more.</summary>
    public ulong[] FreedRow()
    {
        var row = new ulong[Streams.Length];
        for (int rank = 0; rank < row.Length; rank++)
            row[rank] = Streams[rank].Freed;
        return row;
    }

    /// <summary>What this process has delivered of each stream.</summary>
    public ulong[] DeliveredRow()
    {
        var row = new ulong[Streams.Length];
        for (int rank = 0; rank < row.Length; rank++)
            row[rank] = Streams[rank].Delivered;
        return row;
    }

    /// <summary>Puts an application message into the own stream, or more of one that is there in part: not all of a large one
    /// in one step, which others would wait for. Answers how much of it is there then.</summary>
    public int Send(ReadOnlySpan<byte> message, int at, Order order, Delivery delivery, bool isCall = false)
    {
        Invariant.Check((!Frozen || Mutants.Has(Mutant.WedgeLetsSend)) && SelfCounts);
        int end = Math.Min(message.Length, at + LargePart(_limits));
        if (at == 0)
            at = SendFirst(message, order, delivery, isCall);
        while (at < end)
        {
            ReadOnlySpan<byte> part = message.Slice(at, Math.Min(message.Length - at, _limits.FragmentSize));
            at += part.Length;
            TakeIn(Own, StreamItem.Fragment(order, delivery, isCall, at == message.Length, part, _scratch, _strip));
        }
        return at;
    }

    /// <summary>As much of a large message as is copied in one step: no more than many small messages have.</summary>
    private static int LargePart(Limits limits) => 8 * limits.FragmentSize;

    private int SendFirst(ReadOnlySpan<byte> message, Order order, Delivery delivery, bool isCall)
    {
        for (int rank = 0; rank < _after.Length; rank++)
            _after[rank] = Streams[rank].Delivered;
        _after[Self] = 0; // its own earlier messages come first in any order
        int length = Math.Min(message.Length, _limits.FragmentSize);
        bool whole = length == message.Length;
        SendsLarge |= !whole;
        ReadOnlySpan<byte> part = message[..length];
        TakeIn(
            Own,
            StreamItem.FirstFragment(
                order,
                delivery,
                isCall,
                whole,
                message.Length,
                _after,
                Own.LastAfter,
                part,
                _scratch,
                _strip
            )
        );
        return length;
    }

    /// <summary>Takes the next item of another member's stream in; false where the bytes are no item.</summary>
    public bool Receive(int sender, SlabPart received) => ReceiveKept(sender, _memory.Keep(received));

    /// <inheritdoc cref="Receive(int, SlabPart)"/>
    public bool Receive(int sender, ReadOnlySpan<byte> received) => ReceiveKept(sender, _memory.Copy(received));

    private bool ReceiveKept(int sender, SlabPart kept)
    {
        if (TryTakeIn(sender, kept))
            return true;
        kept.Slab.Release();
        return false;
    }

    private bool TryTakeIn(int sender, SlabPart kept)
    {
        ReadOnlySpan<byte> encoded = kept.Span;
        SenderStream stream = Streams[sender];
        stream.LastAfter.CopyTo(_after);
        _placements.Clear();
        if (
            !StreamItem.TryDecode(encoded, _limits, _after, _placements, out StreamItem item)
            || (item.IsAnnouncement && sender != Orderer)
            || (item.Delivery == Delivery.Durable && OnDisk is null)
        )
            return false;
        // A message's fragments stand together: the first where no message is open, the others where one is.
        bool open = stream.Complete < stream.Received;
        if (item.First == open)
            return false;
        int lacking = (item.First ? item.MessageSize : stream.Lacking) - (encoded.Length - item.Header);
        if (lacking < 0 || (item.Last && lacking > 0))
            return false;
        TakeIn(stream, item.KeptAs(kept));
        foreach (Placement placement in _placements)
            Order.Place(placement, stream.Received);
        return true;
    }

    private void TakeIn(SenderStream stream, in StreamItem item)
    {
        stream.Append(item, _after);
        // Nobody can deliver a Total message, nor wait for it to be stable, before it has its place.
        bool hasPlace = item.IsAnnouncement || stream.Rank == Orderer || item.Order != Cohort.Order.Total;
        if (hasPlace || stream.Totals <= Order.Placed(stream.Rank))
            stream.Telling = stream.Received;
        if (stream.Rank != Orderer || item.IsAnnouncement)
            return;
        if (item.Last && item.Order == Cohort.Order.Total)
            Order.Place(new Placement(Orderer, 1), stream.Received);
    }

    /// <summary>Brings the own row and with it stability up to date, and delivers all that may be delivered.</summary>
    public void Deliver()
    {
        if (Frozen)
            return;
        foreach (Reassembly reassembly in _reassemblies)
            reassembly.Advance();
        RefreshStability();
        bool progress;
        do
        {
            progress = false;
            foreach (SenderStream stream in Streams)
                while (DeliverNext(stream))
                    progress = true;
        } while (progress);
    }

    /// <summary>Brings the own row up to date and looks for what has become stable.</summary>
    public bool RefreshStability()
    {
        for (int rank = 0; rank < Streams.Length; rank++)
            Rows.Grow(Self, rank, Streams[rank].Received);
        return Rows.Refresh() | OnDisk?.Refresh() == true;
    }

    /// <summary>Lets go of what is stable, as far as <paramref name="floor"/> allows for each stream.</summary>
    public void FreeStable(ReadOnlySpan<ulong> floor)
    {
        foreach (SenderStream stream in Streams)
        {
            ulong stable = Mutants.Has(Mutant.UnstableFreed) ? stream.Received : Rows.Stable[stream.Rank];
            if (Self == Orderer)
                stable = Math.Min(stable, stream.Admitted);
            stream.Free(Math.Min(stable, floor[stream.Rank]));
        }
    }

    private bool DeliverNext(SenderStream stream)
    {
        ulong first = stream.Delivered + 1;
        if (first > stream.Complete)
            return false;
        ref readonly StreamItem item = ref stream[first];
        if (item.IsAnnouncement)
        {
            // What a member that does not count has alone received may not be in the cut.
            if (!SelfCounts && first > Rows.Stable[stream.Rank])
                return false;
            stream.DeliveredTo(first);
            return true;
        }
        if (!stream.NextIsReady)
        {
            if (item.HasAfter && !PrecededBy(stream, stream.After(first)))
                return false;
            if (item.Order == Cohort.Order.Total && (Order.IsEmpty || Order.NextRank != stream.Rank))
                return false;
            GatherNeeds(stream, item, first);
        }
        // U1. A member that does not count yet waits for stability whatever was asked for: what it alone has delivered
        // would not be in the cut.
        if ((item.Delivery != Delivery.Received || !SelfCounts) && !IsStable(stream.NextNeeds))
            return false;
        // U2
        if (item.Delivery == Delivery.Durable && !IsOnEveryDisk(stream.NextNeeds))
            return false;
        Hand(stream, first);
        return true;
    }

    private bool PrecededBy(SenderStream stream, ReadOnlySpan<ulong> after)
    {
        if (Mutants.Has(Mutant.DependencyIgnored))
            return true;
        for (int rank = 0; rank < after.Length; rank++)
            if (rank != stream.Rank && after[rank] > Streams[rank].Delivered)
                return false;
        return true;
    }

    /// <summary>
    /// U1: all that must be stable before a Stable message: itself, its sender's earlier messages and what they needed, its
    /// dependencies, and the announcements that placed it and the Total messages among those (section 4, "When").
    /// </summary>
    private void GatherNeeds(SenderStream stream, in StreamItem item, ulong first)
    {
        Span<ulong> needs = stream.GatherNeeds();
        if (Mutants.Has(Mutant.StableOverUnstableDependency))
            needs.Clear();
        else if (item.HasAfter)
        {
            ReadOnlySpan<ulong> after = stream.After(first);
            for (int rank = 0; rank < after.Length; rank++)
            {
                if (after[rank] == 0)
                    continue;
                needs[rank] = Math.Max(needs[rank], after[rank]);
                needs[Orderer] = Math.Max(needs[Orderer], Streams[rank].Past[Orderer]);
            }
        }
        needs[stream.Rank] = Math.Max(needs[stream.Rank], stream.EndOf(first));
        if (Mutants.Has(Mutant.AnnouncementNeedNotBeStable))
            needs[Orderer] = stream.Rank == Orderer ? needs[Orderer] : 0;
        else if (item.Order == Cohort.Order.Total)
            needs[Orderer] = Math.Max(needs[Orderer], Order.NextPlacedBy);
    }

    /// <summary>Whether so much of each stream is stable.</summary>
    public bool IsStable(ReadOnlySpan<ulong> needs) => Covers(Rows.Stable, needs);

    private bool IsOnEveryDisk(ReadOnlySpan<ulong> needs) =>
        Mutants.Has(Mutant.DurableWhenStable) || Covers(OnDisk!.Stable, needs);

    private static bool Covers(ReadOnlySpan<ulong> row, ReadOnlySpan<ulong> needs)
    {
        for (int rank = 0; rank < needs.Length; rank++)
            if (needs[rank] > row[rank])
                return false;
        return true;
    }

    /// <summary>Whether the own message that comes next is not delivered because a member does not have what must be stable, or
    /// on every disk, before it.</summary>
    public bool NextWaitsFor(int member)
    {
        ulong[] row = RowForNext(member);
        for (int rank = 0; Own.NextIsReady && rank < row.Length; rank++)
            if (Own.NextNeeds[rank] > row[rank])
                return true;
        return false;
    }

    /// <summary>How much a member has of what must be stable, or on every disk, before the own message that comes next.</summary>
    public ulong ReceivedOfNext(int member)
    {
        ulong[] row = RowForNext(member);
        ulong received = 0;
        for (int rank = 0; Own.NextIsReady && rank < row.Length; rank++)
            received += Math.Min(Own.NextNeeds[rank], row[rank]);
        return received;
    }

    private ulong[] RowForNext(int member) =>
        Own.NextIsReady && Own[Own.Delivered + 1].Delivery == Delivery.Durable ? OnDisk!.Of(member) : Rows.Of(member);

    /// <summary>Delivers the message that comes next in a stream. In the cut nothing waits for stability any more.</summary>
    public void Hand(SenderStream stream, ulong first)
    {
        Invariant.Check(first == stream.Delivered + 1);
        ref readonly StreamItem item = ref stream[first];
        ulong last = stream.EndOf(first);
        if (stream.NextIsReady)
            stream.NextNeeds.CopyTo(stream.Past);
        if (item.Order == Cohort.Order.Total && !Order.IsEmpty && Order.NextRank == stream.Rank)
            Order.Take();
        stream.DeliveredTo(last);
        if (!item.IsCall)
            stream.LastMessage = last;
        var id = new MessageId(View.Number, stream.Rank, last);
        Member sender = View.Members[stream.Rank];
        if (first == last)
        {
            _deliveries.Message(sender, id, item.Order, item.Delivery, item.IsCall, item.Payload);
            return;
        }
        SlabPart whole = _reassemblies[stream.Rank].Take(first, last);
        _deliveries.Message(sender, id, item.Order, item.Delivery, item.IsCall, whole);
        whole.Slab.Release();
    }
}

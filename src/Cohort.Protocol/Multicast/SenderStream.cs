namespace Cohort.Protocol.Multicast;

/// <summary>
/// One member's stream in one view, as far as this process has it: the items that are not stable or not delivered yet, and
/// how far it has been received and delivered.
/// </summary>
internal sealed class SenderStream(int rank, int members)
{
    private const int FirstRing = 16;

    private readonly ulong[] _lastAfter = new ulong[members];
    private readonly ulong[] _needs = new ulong[members];
    private StreamItem[] _ring = [];

    // The dependency vectors of the items, one after the other.
    private ulong[] _afters = [];

    public int Rank { get; } = rank;

    /// <summary>Items received without gap.</summary>
    public ulong Received { get; private set; }

    /// <summary>Items delivered, or passed because they are no messages.</summary>
    public ulong Delivered { get; private set; }

    /// <summary>Items that are not kept any more.</summary>
    public ulong Freed { get; private set; }

    /// <summary>The last item that ends a message: up to here no message is incomplete.</summary>
    public ulong Complete { get; private set; }

    /// <summary>Bytes that the message which is incomplete still lacks.</summary>
    public int Lacking { get; private set; }

    /// <summary>Total messages received, the one under way included.</summary>
    public ulong Totals { get; private set; }

    /// <summary>The last item that others wait to hear of as received: those after it have yet to be placed in the total
    /// order, and are told of with what places them.</summary>
    public ulong Telling { get; set; }

    /// <summary>The last item of a message that waits until every member has it on its disk; 0 where there was none.</summary>
    public ulong LastDurable { get; private set; }

    /// <summary>The dependency vector that the stream carried last.</summary>
    public ReadOnlySpan<ulong> LastAfter => _lastAfter;

    /// <summary>Items that the orderer has looked at, and announced where they are <see cref="Order.Total"/>.</summary>
    public ulong Admitted { get; set; }

    /// <summary>All that must precede what was delivered of this stream, for each rank: the announcements of its Total
    /// messages included.</summary>
    public ulong[] Past { get; } = new ulong[members];

    /// <summary>The number of the last of the application's messages that was delivered; 0 where there was none.</summary>
    public ulong LastMessage { get; set; }

    /// <summary>Whether <see cref="NextNeeds"/> is known.</summary>
    public bool NextIsReady { get; private set; }

    /// <summary>What must be stable before the next message may be delivered.</summary>
    public ReadOnlySpan<ulong> NextNeeds => _needs;

    /// <summary>Bytes kept.</summary>
    public long KeptBytes { get; private set; }

    /// <summary>An item that is kept.</summary>
    public ref readonly StreamItem this[ulong number]
    {
        get
        {
            Invariant.Check(number > Freed && number <= Received);
            return ref _ring[Slot(number)];
        }
    }

    /// <summary>The dependency vector of an item that has one.</summary>
    public ReadOnlySpan<ulong> After(ulong number) => _afters.AsSpan(Slot(number) * members, members);

    /// <summary>Takes the next item in, with its dependency vector where it has one.</summary>
    public void Append(in StreamItem item, ReadOnlySpan<ulong> after)
    {
        if (Received - Freed == (ulong)_ring.Length)
            Grow();
        Received++;
        int slot = Slot(Received);
        _ring[slot] = item;
        KeptBytes += item.Bytes.Length;
        Lacking = (item.First ? item.MessageSize : Lacking) - item.PayloadLength;
        if (item.HasAfter)
        {
            after.CopyTo(_lastAfter);
            after.CopyTo(_afters.AsSpan(slot * members));
        }
        if (item.First && !item.IsAnnouncement && item.Order == Order.Total)
            Totals++;
        if (item.Delivery == Delivery.Durable)
            LastDurable = Received;
        if (item.Last)
            Complete = Received;
    }

    /// <summary>Begins in the middle of the view: so much is delivered, and this is the dependency vector that came last.</summary>
    public void StartAt(ulong delivered, ReadOnlySpan<ulong> after)
    {
        Invariant.Check(Received == 0);
        (Received, Delivered, Freed, Complete) = (delivered, delivered, delivered, delivered);
        after.CopyTo(_lastAfter);
    }

    /// <summary>Begins to gather what the next message needs: all that was needed so far.</summary>
    public Span<ulong> GatherNeeds()
    {
        Past.CopyTo(_needs, 0);
        NextIsReady = true;
        return _needs;
    }

    /// <summary>The last item of the message that begins at an item; it must be complete.</summary>
    public ulong EndOf(ulong first)
    {
        while (!this[first].Last)
            first++;
        return first;
    }

    /// <summary>Everything up to an item is delivered.</summary>
    public void DeliveredTo(ulong number)
    {
        Invariant.Check(number > Delivered && number <= Received);
        Delivered = number;
        NextIsReady = false;
    }

    /// <summary>Lets go of the items up to a number, as far as they are delivered.</summary>
    public void Free(ulong number)
    {
        number = Math.Min(number, Delivered);
        while (Freed < number)
        {
            Freed++;
            LetGo(Freed);
        }
    }

    /// <summary>Keeps no room for items, where it has none.</summary>
    public void Tidy()
    {
        if (Received == Freed)
            (_ring, _afters) = ([], []);
    }

    /// <summary>Forgets what lies beyond the cut: it belongs to no view.</summary>
    public void Truncate(ulong cut)
    {
        Invariant.Check(cut >= Delivered);
        while (Received > cut)
        {
            LetGo(Received);
            Received--;
        }
        Complete = Received;
        while (Complete > Delivered && !this[Complete].Last)
            Complete--;
    }

    private int Slot(ulong number) => (int)(number & (ulong)(_ring.Length - 1));

    private void LetGo(ulong number)
    {
        ref StreamItem item = ref _ring[Slot(number)];
        KeptBytes -= item.Bytes.Length;
        item.Bytes.Slab.Release();
        item = default;
    }

    private void Grow()
    {
        (StreamItem[] ring, ulong[] afters) = (_ring, _afters);
        _ring = new StreamItem[Math.Max(FirstRing, ring.Length * 2)];
        _afters = new ulong[_ring.Length * members];
        for (ulong number = Freed + 1; number <= Received; number++)
        {
            int from = (int)(number & (ulong)(ring.Length - 1));
            _ring[Slot(number)] = ring[from];
            afters.AsSpan(from * members, members).CopyTo(_afters.AsSpan(Slot(number) * members));
        }
    }
}

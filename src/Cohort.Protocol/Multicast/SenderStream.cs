namespace Cohort.Protocol.Multicast;

/// <summary>
/// One member's stream in one view, as far as this process has it: the items that are not stable or not delivered yet, and
/// how far it has been received and delivered.
/// </summary>
internal sealed class SenderStream(int rank, int members)
{
    private StreamItem[] _ring = new StreamItem[16];

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

    /// <summary>The dependency vector that the stream carried last.</summary>
    public ulong[] LastAfter { get; private set; } = new ulong[members];

    /// <summary>Items that the orderer has looked at, and announced where they are <see cref="Order.Total"/>.</summary>
    public ulong Admitted { get; set; }

    /// <summary>All that must precede what was delivered of this stream, for each rank: the announcements of its Total
    /// messages included.</summary>
    public ulong[] Past { get; } = new ulong[members];

    /// <summary>What must be stable before the next message may be delivered, once that is known.</summary>
    public ulong[]? NextNeeds { get; set; }

    /// <summary>Bytes kept.</summary>
    public long KeptBytes { get; private set; }

    /// <summary>An item that is kept.</summary>
    public StreamItem this[ulong number]
    {
        get
        {
            Invariant.Check(number > Freed && number <= Received);
            return _ring[(int)(number & (ulong)(_ring.Length - 1))];
        }
    }

    /// <summary>Takes the next item in.</summary>
    public void Append(StreamItem item)
    {
        if (Received - Freed == (ulong)_ring.Length)
            Grow();
        Received++;
        _ring[(int)(Received & (ulong)(_ring.Length - 1))] = item;
        KeptBytes += item.Encoded.Length;
        Lacking = (item.First ? item.MessageSize : Lacking) - item.Payload.Length;
        if (item.After is not null)
            LastAfter = item.After;
        if (item.Last)
            Complete = Received;
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
        NextNeeds = null;
    }

    /// <summary>Lets go of the items up to a number, as far as they are delivered.</summary>
    public void Free(ulong number)
    {
        number = Math.Min(number, Delivered);
        while (Freed < number)
        {
            Freed++;
            int slot = (int)(Freed & (ulong)(_ring.Length - 1));
            KeptBytes -= _ring[slot].Encoded.Length;
            _ring[slot] = null!;
        }
    }

    /// <summary>Forgets what lies beyond the cut: it belongs to no view.</summary>
    public void Truncate(ulong cut)
    {
        Invariant.Check(cut >= Delivered);
        while (Received > cut)
        {
            int slot = (int)(Received & (ulong)(_ring.Length - 1));
            KeptBytes -= _ring[slot].Encoded.Length;
            _ring[slot] = null!;
            Received--;
        }
        Complete = Received;
        while (Complete > Delivered && !this[Complete].Last)
            Complete--;
    }

    private void Grow()
    {
        var larger = new StreamItem[_ring.Length * 2];
        for (ulong number = Freed + 1; number <= Received; number++)
            larger[(int)(number & (ulong)(larger.Length - 1))] = _ring[(int)(number & (ulong)(_ring.Length - 1))];
        _ring = larger;
    }
}

using System.Collections.Immutable;

namespace Cohort.Protocol.Multicast;

/// <summary>How many of a sender's next <see cref="Order.Total"/> messages stand here in the order.</summary>
internal readonly record struct Placement(int Rank, ulong Count);

/// <summary>An entry of the order, and the item of the orderer's stream that placed it.</summary>
internal readonly record struct Place(Placement Placement, ulong PlacedBy);

/// <summary>
/// The total order of a view as the orderer's stream tells it: whose next Total message comes next. An entry remembers the
/// item of the orderer's stream that placed it, because a Stable message may be delivered only when that is stable too.
/// </summary>
/// <param name="members">How many members the view has.</param>
internal sealed class TotalOrder(int members)
{
    private readonly Queue<Place> _entries = new();
    private readonly ulong[] _placed = new ulong[members];
    private ulong _taken;
    private ulong _known;

    public bool IsEmpty => _entries.Count == 0;

    /// <summary>Whose message is next.</summary>
    public int NextRank => _entries.Peek().Placement.Rank;

    /// <summary>The item of the orderer's stream that placed it.</summary>
    public ulong NextPlacedBy => _entries.Peek().PlacedBy;

    /// <summary>How many Total messages of a sender have their place.</summary>
    public ulong Placed(int rank) => _placed[rank];

    /// <summary>All entries; of the first what is left of it.</summary>
    public ImmutableArray<Place> Places =>
        [
            .. _entries.Select(
                (entry, at) =>
                    at > 0
                        ? entry
                        : entry with
                        {
                            Placement = entry.Placement with { Count = entry.Placement.Count - _taken },
                        }
            ),
        ];

    /// <summary>Begins with these; what the items of the orderer's stream up to one have placed is among them, or taken already.</summary>
    public void StartAt(ulong placedTo, ImmutableArray<Place> places)
    {
        foreach (Place place in places)
            Place(place.Placement, place.PlacedBy);
        _known = placedTo;
    }

    public void Place(Placement placement, ulong placedBy)
    {
        if (placedBy <= _known)
            return;
        _placed[placement.Rank] += placement.Count;
        if (placement.Count > 0)
            _entries.Enqueue(new Place(placement, placedBy));
    }

    /// <summary>The next message was delivered.</summary>
    public void Take()
    {
        if (++_taken < _entries.Peek().Placement.Count)
            return;
        _taken = 0;
        _entries.Dequeue();
    }

    /// <summary>Skips the rest of the next entry: the cut does not hold these messages.</summary>
    public void SkipEntry()
    {
        _taken = 0;
        _entries.Dequeue();
    }
}

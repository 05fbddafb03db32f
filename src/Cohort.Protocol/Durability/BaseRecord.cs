using System.Collections.Immutable;
using Cohort.Protocol.Multicast;
using Cohort.Protocol.Wire;

namespace Cohort.Protocol.Durability;

/// <summary>How it lies in a record where a view stands in its middle.</summary>
internal static class BaseRecord
{
    public static void Base(this FrameWriter record, ViewBase start)
    {
        record.Numbers(start.Delivered);
        foreach (ulong[] after in start.Afters)
            record.Numbers(after);
        record.Number(start.PlacedTo);
        record.Number(start.Places.Length);
        foreach (Place place in start.Places)
        {
            record.Number(place.Placement.Rank);
            record.Number(place.Placement.Count);
            record.Number(place.PlacedBy);
        }
    }

    /// <summary>Reads it, of a view with so many streams.</summary>
    public static ViewBase Base(this ref FrameReader record, int streams)
    {
        var delivered = new ulong[streams];
        record.Numbers(delivered);
        var afters = new ulong[streams][];
        for (int rank = 0; rank < streams; rank++)
            record.Numbers(afters[rank] = new ulong[streams]);
        ulong placedTo = record.Number();
        var places = ImmutableArray.CreateBuilder<Place>();
        for (int left = record.Count(int.MaxValue); left > 0 && !record.Failed; left--)
            places.Add(new Place(new Placement(record.Below(streams), record.Number()), record.Number()));
        return new ViewBase(delivered, afters, placedTo, places.ToImmutable());
    }
}

using System.Runtime.InteropServices;

namespace Cohort.Protocol.Multicast;

/// <summary>The orderer's part: which Total message comes next.</summary>
internal sealed partial class ViewStreams
{
    private const int MostPlacements = 4096;

    private readonly List<Placement> _unannounced = [];

    /// <summary>As the orderer: announces what has become ready to be ordered. True where it announced something.</summary>
    public bool Announce()
    {
        // It cannot stand between the fragments of an own message.
        if (Frozen || Self != Orderer || Own.Complete < Own.Received)
            return false;
        Admit();
        if (_unannounced.Count == 0)
            return false;
        for (int at = 0; at < _unannounced.Count; at += MostPlacements)
        {
            int count = Math.Min(MostPlacements, _unannounced.Count - at);
            ReadOnlySpan<Placement> placements = CollectionsMarshal.AsSpan(_unannounced).Slice(at, count);
            TakeIn(Own, StreamItem.Announcement(placements, _scratch, _strip));
            foreach (Placement placement in placements)
                Order.Place(placement, Own.Received);
        }
        _unannounced.Clear();
        return true;
    }

    /// <summary>A message is admitted once all that must precede it is: so the order never contradicts causality.</summary>
    private void Admit()
    {
        Own.Admitted = Own.Received;
        bool progress;
        do
        {
            progress = false;
            foreach (SenderStream stream in Streams)
                while (stream != Own && AdmitNext(stream))
                    progress = true;
        } while (progress);
    }

    private bool AdmitNext(SenderStream stream)
    {
        ulong first = stream.Admitted + 1;
        if (first > stream.Complete)
            return false;
        ref readonly StreamItem item = ref stream[first];
        if (item.HasAfter)
        {
            ReadOnlySpan<ulong> after = stream.After(first);
            for (int rank = 0; rank < after.Length; rank++)
                if (rank != stream.Rank && after[rank] > Streams[rank].Admitted)
                    return false;
        }
        stream.Admitted = stream.EndOf(first);
        if (item.Order != Cohort.Order.Total)
            return true;
        if (_unannounced.Count > 0 && _unannounced[^1].Rank == stream.Rank)
            _unannounced[^1] = new Placement(stream.Rank, _unannounced[^1].Count + 1);
        else
            _unannounced.Add(new Placement(stream.Rank, 1));
        return true;
    }
}

namespace Cohort.Protocol.Multicast;

/// <summary>
/// Ends a view: delivers the cut, in an order that is the same at all who stay. Only the order of the Total messages is at
/// stake, and only of those that nobody who stays has delivered: it is computed from the cut alone, whatever else each
/// member has delivered already (a member that orders the rest from where it stands breaks O3).
/// </summary>
internal sealed class CutOrder
{
    private readonly ViewStreams _view;
    private readonly ulong[] _limit;

    private CutOrder(ViewStreams view)
    {
        _view = view;
        _limit = [.. view.Streams.Select(stream => stream.Complete)];
    }

    /// <summary>Delivers what the cut holds and this member has not delivered. All of the cut must have been received.</summary>
    public static void Deliver(ViewStreams view, ReadOnlySpan<ulong> cut)
    {
        for (int rank = 0; rank < cut.Length; rank++)
        {
            Invariant.Check(view.Streams[rank].Received >= cut[rank]);
            view.Streams[rank].Truncate(cut[rank]);
        }
        var order = new CutOrder(view);
        order.Discard();
        order.DeliverAnnounced(cut[view.Orderer]);
        order.DeliverUnannounced();
        order.DeliverRest();
    }

    /// <summary>A message whose dependencies the cut does not hold is discarded, and all after it in its stream. Nobody that
    /// stays has delivered it: it would have had the dependencies.</summary>
    private void Discard()
    {
        bool progress;
        do
        {
            progress = false;
            foreach (SenderStream stream in _view.Streams)
                progress |= Discard(stream);
        } while (progress);
    }

    private bool Discard(SenderStream stream)
    {
        for (ulong first = stream.Delivered + 1; first <= _limit[stream.Rank]; first = stream.EndOf(first) + 1)
        {
            if (!stream[first].HasAfter)
                continue;
            ReadOnlySpan<ulong> after = stream.After(first);
            for (int rank = 0; rank < after.Length; rank++)
            {
                if (rank == stream.Rank || after[rank] <= _limit[rank])
                    continue;
                _limit[stream.Rank] = first - 1;
                return true;
            }
        }
        return false;
    }

    /// <summary>Announced messages in announced order, each preceded by its undelivered dependencies.</summary>
    private void DeliverAnnounced(ulong announcedTo)
    {
        TotalOrder order = _view.Order;
        while (!order.IsEmpty && order.NextPlacedBy <= announcedTo)
        {
            SenderStream stream = _view.Streams[order.NextRank];
            ulong next = NextTotal(stream);
            if (next == 0)
                order.SkipEntry();
            else
                DeliverWithDependencies(stream, next);
        }
        while (!order.IsEmpty)
            order.SkipEntry();
    }

    /// <summary>Then the Total messages that were not announced: again and again the lowest-ranked sender's next whose Total
    /// dependencies are delivered. All who stay have the same ones left, so the result is the same.</summary>
    private void DeliverUnannounced()
    {
        while (true)
        {
            SenderStream? ready = null;
            ulong next = 0;
            foreach (SenderStream stream in _view.Streams)
            {
                next = NextTotal(stream);
                if (next == 0 || !TotalsBeforeAreDelivered(stream, next))
                    continue;
                ready = stream;
                break;
            }
            if (ready is null)
                return;
            DeliverWithDependencies(ready, next);
        }
    }

    private void DeliverRest()
    {
        DeliverUpTo(_limit);
    }

    private bool TotalsBeforeAreDelivered(SenderStream stream, ulong first)
    {
        if (Mutants.Has(Mutant.CutOrderFromLocalState))
            return _view.Streams.All(other => other == stream || other.Delivered >= stream.After(first)[other.Rank]);
        ReadOnlySpan<ulong> after = stream.After(first);
        foreach (SenderStream other in _view.Streams)
        {
            if (other == stream)
                continue;
            ulong next = NextTotal(other);
            if (next != 0 && next <= after[other.Rank])
                return false;
        }
        return true;
    }

    /// <summary>The first item of the sender's next Total message that is to be delivered, or 0.</summary>
    private ulong NextTotal(SenderStream stream)
    {
        for (ulong first = stream.Delivered + 1; first <= _limit[stream.Rank]; first = stream.EndOf(first) + 1)
            if (!stream[first].IsAnnouncement && stream[first].Order == Order.Total)
                return first;
        return 0;
    }

    private void DeliverWithDependencies(SenderStream stream, ulong first)
    {
        ulong[] target = stream.After(first).ToArray();
        target[stream.Rank] = first - 1;
        DeliverUpTo(target);
        Invariant.Check(stream.Delivered == first - 1);
        _view.Hand(stream, first);
    }

    /// <summary>Delivers everything up to a vector that contains all that must precede it.</summary>
    private void DeliverUpTo(ulong[] target)
    {
        bool progress;
        do
        {
            progress = false;
            foreach (SenderStream stream in _view.Streams)
                while (stream.Delivered < target[stream.Rank] && DeliverNext(stream))
                    progress = true;
        } while (progress);
        foreach (SenderStream stream in _view.Streams)
            Invariant.Check(stream.Delivered >= Math.Min(target[stream.Rank], _limit[stream.Rank]));
    }

    private bool DeliverNext(SenderStream stream)
    {
        ulong first = stream.Delivered + 1;
        ref readonly StreamItem item = ref stream[first];
        if (item.IsAnnouncement)
        {
            stream.DeliveredTo(first);
            return true;
        }
        if (!item.HasAfter)
        {
            _view.Hand(stream, first);
            return true;
        }
        ReadOnlySpan<ulong> after = stream.After(first);
        for (int rank = 0; rank < after.Length; rank++)
            if (rank != stream.Rank && after[rank] > _view.Streams[rank].Delivered)
                return false;
        _view.Hand(stream, first);
        return true;
    }
}

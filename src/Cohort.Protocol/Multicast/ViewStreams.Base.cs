namespace Cohort.Protocol.Multicast;

/// <summary>Where the streams stand in the middle of a view, for a log that is to begin there.</summary>
internal sealed partial class ViewStreams
{
    /// <summary>Where they stand now.</summary>
    public ViewBase Base() =>
        new(
            DeliveredRow(),
            [.. Streams.Select(AfterDelivered)],
            Streams[Orderer].Received,
            Mutants.Has(Mutant.BaseForgetsPlacements) ? [] : Order.Places
        );

    /// <summary>Begins where they stood.</summary>
    public void StartAt(ViewBase start)
    {
        foreach (SenderStream stream in Streams)
            stream.StartAt(start.Delivered[stream.Rank], start.Afters[stream.Rank]);
        Order.StartAt(start.PlacedTo, start.Places);
    }

    // What the first item that is not delivered has changed is taken back: nothing has to be remembered at any delivery.
    private ulong[] AfterDelivered(SenderStream stream)
    {
        ulong first = stream.Delivered + 1;
        while (first <= stream.Received && !stream[first].HasAfter)
            first++;
        if (first > stream.Received || Mutants.Has(Mutant.BaseVectorIsReceived))
            return stream.LastAfter.ToArray();
        ulong[] after = stream.After(first).ToArray();
        var changes = new ulong[after.Length];
        Invariant.Check(StreamItem.TryDecode(stream[first].Encoded, _limits, changes, _placements, out _));
        for (int rank = 0; rank < after.Length; rank++)
            after[rank] -= changes[rank];
        return after;
    }
}

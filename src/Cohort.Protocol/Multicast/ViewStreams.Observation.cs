using Cohort.Protocol.Observation;

namespace Cohort.Protocol.Multicast;

/// <summary>How far the streams are, for whoever measures.</summary>
internal sealed partial class ViewStreams
{
    /// <summary>Whether all that count are known to have installed this view.</summary>
    public bool IsInstalledEverywhere
    {
        get
        {
            for (int rank = 0; rank < Counts.Length; rank++)
                if (Counts[rank] && !Rows.Heard[rank])
                    return false;
            return true;
        }
    }

    /// <summary>How many items this process has received, of all streams, that a member is not known to have.</summary>
    public ulong RowLag(int member)
    {
        ulong[] row = Rows.Of(member);
        ulong lag = 0;
        for (int rank = 0; rank < row.Length; rank++)
            if (Streams[rank].Received > row[rank])
                lag += Streams[rank].Received - row[rank];
        return lag;
    }

    /// <summary>Adds the messages of this process that are in its stream and have not been delivered here, in order.</summary>
    public void FindOwn(List<OwnMessage> found)
    {
        if (Self >= Streams.Length)
            return;
        ulong total = Own.Totals - TotalsUnderWay();
        for (ulong number = Own.Delivered + 1; number <= Own.Received; number++)
        {
            ref readonly StreamItem item = ref Own[number];
            if (item.IsAnnouncement)
                continue;
            bool isTotal = item.Order == Cohort.Order.Total;
            if (item.First && isTotal)
                total++;
            if (item.Last)
                found.Add(
                    new OwnMessage(
                        new MessageId(View.Number, Self, number),
                        !isTotal || Order.Placed(Self) >= total,
                        Rows.Stable[Self] >= number
                    )
                );
        }
    }

    private ulong TotalsUnderWay()
    {
        ulong totals = 0;
        for (ulong number = Own.Delivered + 1; number <= Own.Received; number++)
        {
            ref readonly StreamItem item = ref Own[number];
            if (item.First && !item.IsAnnouncement && item.Order == Cohort.Order.Total)
                totals++;
        }
        return totals;
    }
}

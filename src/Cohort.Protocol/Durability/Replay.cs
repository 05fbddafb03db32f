using Cohort.Protocol.Multicast;

namespace Cohort.Protocol.Durability;

/// <summary>Hands what a log has of a group to the application: the state, and what was delivered from then on, view by view.</summary>
internal static class Replay
{
    /// <summary>Replays a copy.</summary>
    /// <param name="context">The group.</param>
    /// <param name="copy">The copy.</param>
    /// <param name="cut">With which cut the last view has ended, as was decided.</param>
    /// <param name="deliveries">Where it goes.</param>
    public static void Run(GroupContext context, GroupCopy copy, ReadOnlySpan<ulong> cut, Deliveries deliveries)
    {
        deliveries.StartFrom(copy);
        View? before = null;
        foreach (ViewCopy view in copy.Views)
        {
            deliveries.Replay(ViewChange.Between(before, view.View) with { IsReplayed = true });
            Run(context, view, view == copy.Last ? cut : view.Cut, deliveries);
            before = view.View;
        }
        deliveries.EndReplay();
    }

    private static void Run(GroupContext context, ViewCopy view, ReadOnlySpan<ulong> cut, Deliveries deliveries)
    {
        var streams = new ViewStreams(
            view.View,
            view.Self,
            deliveries,
            context.Scratch,
            context.Memory,
            context.Limits,
            isLogged: true
        );
        if (view.Start is { } start)
            streams.StartAt(start);
        for (int rank = 0; rank < cut.Length; rank++)
        for (ulong number = view.Before(rank) + 1; number <= cut[rank]; number++)
            Invariant.Check(streams.Receive(rank, view.Item(rank, number)));
        CutOrder.Deliver(streams, cut);
        foreach (SenderStream stream in streams.Streams)
            stream.Free(ulong.MaxValue);
    }
}

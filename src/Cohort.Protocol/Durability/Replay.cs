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
        deliveries.StartFrom(copy, ticket: 0);
        Tell(context, copy, cut, deliveries);
        deliveries.EndReplay();
    }

    /// <summary>Replays a copy at a joiner that has it from its log, with what that lacked; what it has kept until now follows.</summary>
    /// <param name="context">The group.</param>
    /// <param name="copy">The copy, up to the view that is the first of what was kept.</param>
    /// <param name="deliveries">Where it goes.</param>
    /// <param name="ticket">Names the state, where the copy begins with one.</param>
    public static void CatchUp(GroupContext context, GroupCopy copy, Deliveries deliveries, long ticket)
    {
        deliveries.StartFrom(copy, ticket);
        Tell(context, copy, copy.Last.Cut, deliveries);
        deliveries.EndReplay(copy.Last.View);
    }

    private static void Tell(GroupContext context, GroupCopy copy, ReadOnlySpan<ulong> cut, Deliveries deliveries)
    {
        View? before = null;
        foreach (ViewCopy view in copy.Views)
        {
            deliveries.Replay(ViewChange.Between(before, view.View) with { IsReplayed = true });
            Run(context, view, view == copy.Last ? cut : view.Cut, deliveries);
            before = view.View;
        }
    }

    private static void Run(GroupContext context, ViewCopy view, ReadOnlySpan<ulong> cut, Deliveries deliveries)
    {
        var streams = new ViewStreams(
            view.View,
            // A view in which the member was not is told as any other: nothing of it depends on the rank.
            view.Self
                ?? 0,
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

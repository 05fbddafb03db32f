namespace Cohort.Protocol.Links;

/// <summary>The lanes for what is large. A lane lives no longer than the link to its process, and no group hears of it until it
/// is gone: what was sent on it then goes on the link again, from where the receiver is known to be.</summary>
internal sealed partial class LinkTable
{
    private static readonly TimeSpan KeepUnused = TimeSpan.FromSeconds(10);

    private readonly Hello _bulkHello = self with { Role = HelloRole.Bulk };

    /// <summary>The lane for what is large to a process; null where it is not there, or not yet.</summary>
    public Link? BulkTo(ProcessId process)
    {
        if (_book.Find(process) is not { Link: not null } peer)
            return null;
        BulkLane lane = peer.Bulk;
        lane.UsedAt = clock.Now;
        if (lane.MayDial(clock.Now))
            lane.Dialed(Dial(peer.Site), clock.Now);
        return lane.Link;
    }

    /// <summary>Whether it will be known in a moment whether there is a lane to a process.</summary>
    public bool IsBulkComing(ProcessId process) => _book.Find(process) is { } peer && peer.Bulk.IsComing(clock.Now);

    private void BulkConnected(BulkLane lane, int connection)
    {
        var link = new Link(connection, lane.Peer.Site.Address, clock.Now, memory, settings.Limits) { Lane = lane };
        lane.Connected(link);
        Open(link, _bulkHello);
    }

    /// <summary>The other side of a lane has said who it is.</summary>
    private void BulkGreeted(Link link, BulkLane lane, Hello hello)
    {
        if (lane.Peer.Process != hello.Process || lane.Peer.Link is null)
        {
            Close(link);
            return;
        }
        link.Peer = lane.Peer;
        lane.Greeted(link);
    }

    /// <summary>Another process has opened a lane to this one. Its link comes first.</summary>
    private void BulkOpened(Link link, Hello hello)
    {
        if (_book.Find(hello.Process) is not { Link: not null } peer)
        {
            Close(link);
            return;
        }
        if (peer.BulkFrom is { } earlier)
            Close(earlier);
        (link.Peer, peer.BulkFrom) = (peer, link);
    }

    private void TickBulk(Link link)
    {
        // The other side only says that it is still there; a connection that has died in silence would hold all up.
        TimeSpan silence = clock.Now - link.HeardAt;
        if (silence > settings.SuspicionTime || (link.Lane is { } lane && clock.Now - lane.UsedAt > KeepUnused))
            Close(link);
    }

    private void BulkDropped(Link link)
    {
        if (link.Peer is { } peer && peer.BulkFrom == link)
            peer.BulkFrom = null;
        if (link.Lane is not { } lane || (lane.Link != link && lane.Greeting != link))
            return;
        bool wasUsed = lane.Link == link;
        lane.Failed(clock.Now);
        if (wasUsed)
            Events.Enqueue(new LinkEvent(LinkEventKind.BulkDown, lane.Peer.Process));
    }

    private void CloseBulk(Peer peer)
    {
        if (peer.BulkFrom is { } from)
            Close(from);
        if ((peer.Bulk.Link ?? peer.Bulk.Greeting) is { } link)
            Close(link);
        else if (peer.Bulk.Dial != 0)
            peer.Bulk.Failed(clock.Now);
    }
}

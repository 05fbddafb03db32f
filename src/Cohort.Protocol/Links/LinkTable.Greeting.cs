using Cohort.Protocol.Wire;

namespace Cohort.Protocol.Links;

/// <summary>How a connection becomes a link: both sides say who they are, and one link stays for each process.</summary>
internal sealed partial class LinkTable
{
    private void Open(Link link, Hello hello)
    {
        _links.Add(link.Connection, link);
        _dirty.Add(link);
        link.Writer.Raw(FrameDecoder.Preamble);
        hello.Write(link.Writer);
    }

    private void Greeted(Link link, FrameType type, ReadOnlySpan<byte> body)
    {
        if (type != FrameType.Hello || Hello.Read(body, settings.Limits) is not { } hello)
        {
            Fail(link, "it did not begin with a hello");
            return;
        }
        if ((self.Refuses(hello) ?? RefusesMore(hello)) is { } reason)
        {
            if (link.Dialed is { } refusing)
                _book.At(refusing)?.Refusal = reason;
            FrameWriter writer = Begin(link, FrameType.Refusal);
            writer.Text(self.Process == hello.Process ? "" : reason);
            writer.End();
            if (self.Process != hello.Process)
                Warn(link, reason);
            else if (link.Dialed is { } alias && alias != self.Process.Address)
                Warn(
                    link,
                    $"{alias} is this node itself, which advertises {self.Process.Address}: write one address in both"
                );
            Close(link);
            return;
        }
        if (link.Lane is { } lane)
        {
            BulkGreeted(link, lane, hello);
            return;
        }
        if (hello.Role == HelloRole.Bulk)
        {
            BulkOpened(link, hello);
            return;
        }
        if (hello.Role == HelloRole.Client)
        {
            ClientOpened(link, hello);
            return;
        }
        Peer peer = _book.Meet(hello.Process, clock.Now);
        Site site = peer.Site;
        if (site.Link is { } other && !Replaces(link, peer, other))
        {
            Close(link);
            return;
        }
        link.Peer = peer;
        if (link.Dialed is { } dialed && _book.At(dialed) is { } greeted && greeted.Greeting == link)
            greeted.Greeting = null;
        if (site.Link is { } replaced)
        {
            site.Link = null;
            replaced.Peer!.Link = null;
            Close(replaced);
        }
        foreach (Peer earlier in site.Peers)
            if (earlier != peer)
                MarkGone(earlier);
        site.Link = link;
        site.Failures = 0;
        site.Refused = false;
        (site.LastWarning, site.Refusal) = ("", "");
        peer.Link = link;
        peer.Gone = false;
        Heard(peer);
        Events.Enqueue(new LinkEvent(LinkEventKind.Up, peer.Process));
    }

    /// <summary>Whether a new link takes the place of another to the same address. Both sides must come to the same result
    /// when they dial each other at once: the one that the lower address dialed stays, unless it has fallen silent.</summary>
    private bool Replaces(Link link, Peer peer, Link other)
    {
        if (other.Peer != peer)
            return true;
        if (link.Dialed is null == other.Dialed is null || clock.Now - other.HeardAt > 2 * settings.HeartbeatInterval)
            return true;
        bool selfIsLower = string.CompareOrdinal(self.Process.Address, peer.Process.Address) < 0;
        return link.Dialed is not null == selfIsLower;
    }

    private void Refused(Link link, ReadOnlySpan<byte> body)
    {
        var reader = new FrameReader(body, settings.Limits);
        string reason = reader.Text();
        if (reader.Complete && link.Dialed is { } dialed)
            _book.At(dialed)?.Refusal = reason;
        if (reader.Complete && reason.Length > 0)
            Warn(link, $"refused by {link.Dialed ?? "the other side"}: {reason}");
        Close(link);
    }
}

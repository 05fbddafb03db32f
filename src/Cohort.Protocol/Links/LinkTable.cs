using Cohort.Protocol.Memory;
using Cohort.Protocol.Suspicion;
using Cohort.Protocol.Wire;

namespace Cohort.Protocol.Links;

/// <summary>
/// All links of a node. It dials whom the groups want, greets, keeps one link to each process, sends heartbeats, and says who
/// is silent or gone. A link that breaks is no failure: it is dialed anew and the groups go on from their rows.
/// </summary>
internal sealed partial class LinkTable(
    NodeSettings settings,
    Hello self,
    NodeClock clock,
    SeededRandom random,
    SlabPool memory,
    OutputBuffer outputs
)
{
    private const int MostStrangers = 64;
    private const int LongestFrame = 4; // suspicion times, from its first byte to its last
    private static readonly TimeSpan FirstRetry = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan LastRetry = TimeSpan.FromMilliseconds(500);

    private readonly AddressBook _book = new(self.Process, settings.SuspicionTime);
    private readonly SortedList<int, Link> _links = [];
    private readonly List<Link> _dirty = [];
    private readonly List<Link> _dropped = [];
    private readonly List<Link> _looked = [];
    private int _dials;
    private Instant _due;

    /// <summary>When it next wants to be called.</summary>
    public Instant NextLook => _due;

    /// <summary>What the groups have yet to hear.</summary>
    public Queue<LinkEvent> Events { get; } = [];

    /// <summary>The link to a process, or null.</summary>
    public Link? To(ProcessId process) => _book.Find(process)?.Link;

    /// <summary>Whether a process is silent or gone.</summary>
    public bool Suspects(ProcessId process) => _book.Find(process) is { } peer && (peer.Suspected || peer.Gone);

    /// <summary>Whether a process is known to be dead: nobody listens at its address, or another incarnation answers there.</summary>
    public bool IsGone(ProcessId process) => _book.Find(process) is { Gone: true };

    /// <summary>Whether somebody answers at an address, and who.</summary>
    public ProcessId? At(string address) => _book.At(address)?.Link?.Peer?.Process;

    /// <summary>Why an address does not answer, for a person.</summary>
    public string Trouble(string address) => _book.At(address)?.Trouble ?? "not tried yet";

    /// <summary>Who has wanted links wants links to these from now on, and to no others.</summary>
    public void Want(LinkWants wants, List<ProcessId> processes, List<string> addresses)
    {
        _book.Want(wants, processes, addresses, clock.Now);
        _due = clock.Now;
    }

    /// <summary>Begins a frame on a link.</summary>
    public FrameWriter Begin(Link link, FrameType type)
    {
        if (link.Writer.Length == 0)
            _dirty.Add(link);
        link.Writer.Begin(type);
        return link.Writer;
    }

    /// <summary>Forgets what the step before wrote.</summary>
    public void BeginStep()
    {
        foreach (Link link in _dirty)
            link.Writer.Clear();
        _dirty.Clear();
        foreach (Link link in _dropped)
            link.Decoder.Close();
        _dropped.Clear();
    }

    /// <summary>Hands everything written in this step to the driver, once for each link.</summary>
    public void EndStep()
    {
        foreach (Link link in _dirty)
        {
            if (link.Closed || link.Writer.Length == 0)
                continue;
            link.WroteAt = clock.Now;
            link.HandOver(outputs);
        }
    }

    public void Connected(int dial, int connection)
    {
        if (_book.DialingBulk(dial) is { } lane)
        {
            BulkConnected(lane, connection);
            return;
        }
        if (_book.Dialing(dial) is not { } site)
        {
            // A lane that is not wanted any more.
            outputs.Add(new Output { Kind = OutputKind.Close, Connection = connection });
            return;
        }
        var link = new Link(connection, site.Address, clock.Now, memory, settings.Limits);
        (site.Dial, site.Greeting) = (0, link);
        Open(link, self);
    }

    public void Accepted(int connection)
    {
        Link? oldest = null;
        int strangers = 0;
        foreach (Link link in _links.Values)
        {
            if (link.IsGreeted)
                continue;
            strangers++;
            if (link.Dialed is null && (oldest is null || link.OpenedAt < oldest.OpenedAt))
                oldest = link;
        }
        if (strangers >= MostStrangers && oldest is not null)
            Close(oldest);
        Open(new Link(connection, null, clock.Now, memory, settings.Limits), self);
    }

    public void DialFailed(int dial, bool refused)
    {
        _book.DialingBulk(dial)?.Failed(clock.Now);
        if (_book.Dialing(dial) is not { } site)
            return;
        site.Dial = 0;
        _due = clock.Now;
        site.Refused = refused;
        Retry(site);
        if (refused)
            foreach (Peer peer in site.Peers)
                if (peer.Link is null)
                    MarkGone(peer);
    }

    public void Written(int connection, ulong bytes)
    {
        if (_links.TryGetValue(connection, out Link? link))
            link.Wrote((long)bytes);
    }

    public void ConnectionClosed(int connection)
    {
        if (_links.TryGetValue(connection, out Link? link))
            Drop(link);
    }

    /// <summary>Where bytes of a connection may be received; empty where there is no such link.</summary>
    public Memory<byte> Room(int connection) =>
        _links.TryGetValue(connection, out Link? link) ? link.Decoder.Room() : default;

    /// <summary>Takes in bytes; the frames in them come from <see cref="Next"/>.</summary>
    public Link? Received(int connection, ReadOnlyMemory<byte> bytes)
    {
        if (!_links.TryGetValue(connection, out Link? link) || link.Closed)
            return null;
        if (!link.Decoder.HasPart)
            link.FrameSince = clock.Now;
        link.Decoder.Add(bytes);
        link.HeardAt = clock.Now;
        // A lane that works says nothing of the link: one that does not would never be dialed anew.
        if (link.Peer is { } peer && !link.IsBulk)
            Heard(peer);
        return link;
    }

    /// <summary>The next frame of a link that is none of the links' own business; false where there is none.</summary>
    public bool Next(Link link, out FrameType type, out SlabPart body)
    {
        while (!link.Closed)
        {
            Decoded decoded = link.Decoder.Next(out type, out body);
            if (decoded == Decoded.Nothing)
                return false;
            link.FrameSince = clock.Now;
            if (decoded == Decoded.Garbage)
            {
                Fail(link, link.Decoder.Problem);
                break;
            }
            if (type == FrameType.Refusal)
                Refused(link, body.Span);
            else if (!link.IsGreeted)
                Greeted(link, type, body.Span);
            else if (type != FrameType.Heartbeat)
                return true;
        }
        type = default;
        body = default;
        return false;
    }

    /// <summary>A frame of an established link made no sense: the connection starts anew.</summary>
    public void Fail(Link link, string problem)
    {
        string who = link.Peer?.Process.Address ?? link.Client?.Address ?? link.Dialed ?? "a stranger";
        Warn(link, $"closed the connection with {who}: {problem}");
        Close(link);
    }

    /// <summary>Heartbeats, silences, dials, as far as they are due. Answers when it wants to be called next.</summary>
    public Instant Tick()
    {
        if (clock.Now < _due)
            return _due;
        // Looking at a link may end it.
        for (int at = 0; at < _links.Count; at++)
            _looked.Add(_links.GetValueAtIndex(at));
        foreach (Link link in _looked)
            Tick(link);
        _looked.Clear();
        Instant next = clock.Now + settings.HeartbeatInterval / 2;
        foreach (Site site in _book.Sites)
        {
            foreach (Peer peer in site.Peers)
                Watch(site, peer);
            _book.Forget(site, clock.Now);
            if (!site.Wanted || site.Link is not null || site.Dial != 0 || site.Greeting is not null)
                continue;
            if (site.NextDial <= clock.Now)
                site.Dial = Dial(site);
            else if (site.NextDial < next)
                next = site.NextDial;
        }
        return _due = next;
    }

    private void Tick(Link link)
    {
        if (!link.IsGreeted)
        {
            if (clock.Now - link.OpenedAt > settings.SuspicionTime / 2)
                Fail(link, "it never said who it is");
            return;
        }
        // Where bytes were lost within a connection, all that follows fills up the frame that was cut short.
        if (link.Decoder.HasPart && clock.Now - link.FrameSince > LongestFrame * settings.SuspicionTime)
        {
            Fail(link, "a frame did not come to its end");
            return;
        }
        if (clock.Now - link.WroteAt >= settings.HeartbeatInterval / 2)
            Begin(link, FrameType.Heartbeat).End();
        if (link.Peer?.Site is not { } site)
            TickClient(link);
        else if (link.IsBulk)
            TickBulk(link);
        else if (!link.Peer!.Wanted && clock.Now - link.HeardAt > 2 * settings.SuspicionTime)
            Close(link);
        else if (link.Dialed is not null && !site.Wanted && site.IsUnwanted(clock.Now))
            Close(link);
    }

    private void Watch(Site site, Peer peer)
    {
        if (!peer.Wanted || peer.Gone)
            return;
        // Another incarnation answers here and has been heard since this one became known: this one is gone.
        if (
            site.Link is { Peer: { } current } link
            && current != peer
            && link.HeardAt > peer.MetAt + settings.HeartbeatInterval
        )
        {
            MarkGone(peer);
            return;
        }
        if (peer.Suspected || clock.Now - peer.HeardAt <= peer.Detector.Timeout)
            return;
        peer.Suspected = true;
        Events.Enqueue(new LinkEvent(LinkEventKind.Suspected, peer.Process));
        // A connection that has died in silence would resume only after TCP's own time-outs: a new one resumes at once.
        if (peer.Link is { } silent)
            Close(silent);
    }

    private void Heard(Peer peer)
    {
        TimeSpan pause = clock.Now - peer.HeardAt;
        if (pause >= settings.HeartbeatInterval / 4)
            peer.Detector.Heard(pause);
        peer.HeardAt = clock.Now;
        if (peer.Suspected && !peer.Gone)
        {
            peer.Suspected = false;
            peer.Detector.WasWrong();
        }
    }

    /// <summary>Ends a link from this side; what was written to it before still goes out.</summary>
    private void Close(Link link)
    {
        if (link.Closed)
            return;
        link.HandOver(outputs);
        outputs.Add(new Output { Kind = OutputKind.Close, Connection = link.Connection });
        Drop(link);
    }

    private void Drop(Link link)
    {
        link.Closed = true;
        // Whoever reads one of its frames just now reads it to the end.
        _dropped.Add(link);
        _due = clock.Now;
        _links.Remove(link.Connection);
        if (link.IsBulk)
        {
            BulkDropped(link);
            return;
        }
        if (link.Client is not null)
        {
            _clients.Remove(link);
            return;
        }
        if (link.Peer is { } peer)
        {
            CloseBulk(peer);
            if (peer.Link == link)
                peer.Link = null;
        }
        string? address = link.Peer?.Process.Address ?? link.Dialed;
        if (address is null || _book.At(address) is not { } site)
            return;
        if (site.Greeting == link)
            site.Greeting = null;
        if (site.Link == link)
        {
            // A link that worked is dialed anew at once: a refusal then tells that the process is gone.
            site.Link = null;
            site.NextDial = clock.Now;
            if (clock.Now - link.OpenedAt < settings.HeartbeatInterval)
                Retry(site);
            else if (string.CompareOrdinal(self.Process.Address, address) > 0)
                site.NextDial += random.UpTo(FirstRetry / 5);
        }
        else if (site.Link is null && site.Dial == 0 && link.Peer is null)
            Retry(site);
    }

    private int Dial(Site site)
    {
        outputs.Add(
            new Output
            {
                Kind = OutputKind.Dial,
                Dial = ++_dials,
                Detail = site.Address,
            }
        );
        return _dials;
    }

    private void Retry(Site site)
    {
        site.Attempts++;
        site.Failures = Math.Min(site.Failures + 1, 16);
        TimeSpan delay = FirstRetry * (1 << Math.Min(site.Failures, 6));
        delay = delay < LastRetry ? delay : LastRetry;
        site.NextDial = clock.Now + delay / 2 + random.UpTo(delay / 2);
    }

    private void MarkGone(Peer peer)
    {
        if (peer.Gone)
            return;
        peer.Gone = true;
        if (peer.Link is { } link)
        {
            peer.Link = null;
            Close(link);
        }
        Events.Enqueue(new LinkEvent(LinkEventKind.Suspected, peer.Process));
    }

    private void Warn(Link link, string text)
    {
        string? address = link.Peer?.Process.Address ?? link.Dialed;
        if (address is not null && _book.At(address) is { } site)
        {
            if (site.LastWarning == text)
                return;
            site.LastWarning = text;
        }
        outputs.Add(new Output { Kind = OutputKind.Warning, Detail = text });
    }
}

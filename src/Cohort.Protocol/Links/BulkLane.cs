namespace Cohort.Protocol.Links;

/// <summary>
/// A second connection to a process, on which this node alone sends: what is large, so that what is small does not queue
/// behind it. It is dialed when there is something large for the first time, and closed when there has been nothing for long.
/// </summary>
internal sealed class BulkLane(Peer peer)
{
    private static readonly TimeSpan FirstRetry = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(250);
    private const int MostDoublings = 6;

    private int _failures;
    private Instant _nextDial;
    private Instant _dialedAt;

    public Peer Peer { get; } = peer;

    /// <summary>The connection, once the other side has said who it is.</summary>
    public Link? Link { get; private set; }

    /// <summary>The connection while it has not.</summary>
    public Link? Greeting { get; private set; }

    /// <summary>The number of the dial under way, or 0.</summary>
    public int Dial { get; private set; }

    /// <summary>When something was last sent, or to be sent, on it.</summary>
    public Instant UsedAt { get; set; }

    /// <summary>Whether it may be dialed.</summary>
    public bool MayDial(Instant now) => Link is null && Greeting is null && Dial == 0 && now >= _nextDial;

    /// <summary>Whether it will be there, or not, in a moment.</summary>
    public bool IsComing(Instant now) => (Greeting is not null || Dial != 0) && now - _dialedAt < Moment;

    public void Dialed(int dial, Instant now) => (Dial, _dialedAt) = (dial, now);

    public void Connected(Link link) => (Dial, Greeting) = (0, link);

    public void Greeted(Link link) => (Link, Greeting, _failures) = (link, null, 0);

    /// <summary>It could not be dialed, or is gone.</summary>
    public void Failed(Instant now)
    {
        (Link, Greeting, Dial) = (null, null, 0);
        _nextDial = now + FirstRetry * (1 << Math.Min(_failures++, MostDoublings));
    }
}

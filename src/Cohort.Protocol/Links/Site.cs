namespace Cohort.Protocol.Links;

/// <summary>An address: whoever is there now, and the attempts to reach it.</summary>
internal sealed class Site(string address, Instant now)
{
    private static readonly TimeSpan Keep = TimeSpan.FromSeconds(10);
    private int _wants;

    public string Address { get; } = address;

    /// <summary>All incarnations known here, in the order in which they became known.</summary>
    public List<Peer> Peers { get; } = [];

    /// <summary>The link to whoever answers here.</summary>
    public Link? Link { get; set; }

    /// <summary>A connection that this node dialed and that has not been answered with a hello yet.</summary>
    public Link? Greeting { get; set; }

    /// <summary>The number of the dial under way, or 0.</summary>
    public int Dial { get; set; }

    public Instant NextDial { get; set; } = now;

    public int Failures { get; set; }

    /// <summary>Whether the address itself is wanted, whoever is there (a seed), or one of its peers.</summary>
    public bool Wanted => _wants > 0;

    public Instant UnwantedSince { get; private set; } = now;

    /// <summary>What was said last about this site, so that it is said once.</summary>
    public string LastWarning { get; set; } = "";

    /// <summary>Why whoever is there, or this process, would have nothing to do with the other; empty where nothing was said.</summary>
    public string Refusal { get; set; } = "";

    /// <summary>How many times it was tried in vain.</summary>
    public long Attempts { get; set; }

    /// <summary>Whether the last dial was refused.</summary>
    public bool Refused { get; set; }

    /// <summary>Why nobody answers here, for a person.</summary>
    public string Trouble =>
        LastWarning.Length > 0 ? LastWarning
        : Refused ? "nobody listens there"
        : "no answer";

    /// <summary>One more wants a link to it.</summary>
    public void Want() => _wants++;

    /// <summary>One less wants a link to it.</summary>
    public void Unwant(Instant at)
    {
        Invariant.Check(_wants > 0);
        if (--_wants == 0)
            UnwantedSince = at;
    }

    /// <summary>Whether nobody has wanted it for so long that its link is not worth keeping.</summary>
    public bool IsUnwanted(Instant at) => !Wanted && at - UnwantedSince > Keep;
}

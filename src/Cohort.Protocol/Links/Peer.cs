using Cohort.Protocol.Suspicion;

namespace Cohort.Protocol.Links;

/// <summary>Another process, as far as this node knows it.</summary>
internal sealed class Peer(ProcessId process, Instant metAt, TimeSpan suspicionTime)
{
    public ProcessId Process { get; } = process;

    public FailureDetector Detector { get; } = new(suspicionTime);

    public Instant MetAt { get; } = metAt;

    public Instant HeardAt { get; set; } = metAt;

    /// <summary>The link to it, where there is one.</summary>
    public Link? Link { get; set; }

    /// <summary>Silent for too long.</summary>
    public bool Suspected { get; set; }

    /// <summary>Its address refuses connections, or another incarnation answers there.</summary>
    public bool Gone { get; set; }

    /// <summary>Whether a group has it as a member.</summary>
    public bool Wanted { get; set; }
}

/// <summary>An address: whoever is there now, and the attempts to reach it.</summary>
internal sealed class Site(string address)
{
    public string Address { get; } = address;

    /// <summary>All incarnations known here, in the order in which they became known.</summary>
    public List<Peer> Peers { get; } = [];

    /// <summary>The link to whoever answers here.</summary>
    public Link? Link { get; set; }

    /// <summary>A connection that this node dialed and that has not been answered with a hello yet.</summary>
    public Link? Greeting { get; set; }

    /// <summary>The number of the dial under way, or 0.</summary>
    public int Dial { get; set; }

    public Instant NextDial { get; set; }

    public int Failures { get; set; }

    /// <summary>Whether the address itself is wanted, whoever is there (a seed), or one of its peers.</summary>
    public bool Wanted { get; set; }

    public Instant UnwantedSince { get; set; }

    /// <summary>What was said last about this site, so that it is said once.</summary>
    public string LastWarning { get; set; } = "";

    /// <summary>Whether the last dial was refused.</summary>
    public bool Refused { get; set; }
}

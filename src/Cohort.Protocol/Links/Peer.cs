using Cohort.Protocol.Suspicion;

namespace Cohort.Protocol.Links;

/// <summary>Another process, as far as this node knows it.</summary>
internal sealed class Peer
{
    private static readonly TimeSpan Keep = TimeSpan.FromSeconds(10);
    private int _wants;

    public Peer(Site site, ProcessId process, Instant metAt, TimeSpan suspicionTime)
    {
        (Site, Process, MetAt, HeardAt) = (site, process, metAt, metAt);
        Detector = new FailureDetector(suspicionTime);
        Bulk = new BulkLane(this);
    }

    /// <summary>Where it is, or was.</summary>
    public Site Site { get; }

    public ProcessId Process { get; }

    public FailureDetector Detector { get; }

    public Instant MetAt { get; }

    public Instant HeardAt { get; set; }

    /// <summary>The link to it, where there is one.</summary>
    public Link? Link { get; set; }

    /// <summary>The lane to it for what is large.</summary>
    public BulkLane Bulk { get; }

    /// <summary>The connection of its own lane to this node, where there is one.</summary>
    public Link? BulkFrom { get; set; }

    /// <summary>Silent for too long.</summary>
    public bool Suspected { get; set; }

    /// <summary>Its address refuses connections, or another incarnation answers there.</summary>
    public bool Gone { get; set; }

    /// <summary>Whether a group has it as a member.</summary>
    public bool Wanted => _wants > 0;

    /// <summary>Whether nobody has wanted or heard it for so long that it is not worth knowing.</summary>
    public bool IsForgotten(Instant at) => !Wanted && Link is null && at - HeardAt > Keep;

    /// <summary>One more wants a link to it.</summary>
    public void Want()
    {
        _wants++;
        Site.Want();
    }

    /// <summary>One less wants a link to it.</summary>
    public void Unwant(Instant at)
    {
        _wants--;
        Site.Unwant(at);
    }
}

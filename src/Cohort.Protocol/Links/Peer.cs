using Cohort.Protocol.Suspicion;

namespace Cohort.Protocol.Links;

/// <summary>Another process, as far as this node knows it.</summary>
internal sealed class Peer(Site site, ProcessId process, Instant metAt, TimeSpan suspicionTime)
{
    /// <summary>Where it is, or was.</summary>
    public Site Site { get; } = site;

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

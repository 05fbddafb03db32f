namespace Cohort.Protocol.Links;

/// <summary>To whom one group, or the like, wants links: counted at the peers and sites, so that a change costs what changes.</summary>
internal sealed class LinkWants
{
    public List<Peer> Peers { get; } = [];

    public List<Site> Sites { get; } = [];
}

namespace Cohort.Protocol.Links;

/// <summary>All addresses that a node has to do with, and the processes that are or were there.</summary>
internal sealed class AddressBook(ProcessId self, TimeSpan suspicionTime)
{
    private readonly Dictionary<string, Site> _byAddress = new(StringComparer.Ordinal);
    private readonly Dictionary<ProcessId, Peer> _byProcess = [];
    private readonly List<Site> _sites = [];

    /// <summary>All sites, in the order of their addresses.</summary>
    public List<Site> Sites => _sites;

    /// <summary>What is known of an address; null where nothing is.</summary>
    public Site? At(string address) => _byAddress.GetValueOrDefault(address);

    /// <summary>What is known of a process; null where nothing is.</summary>
    public Peer? Find(ProcessId process) => _byProcess.GetValueOrDefault(process);

    /// <summary>The site whose dial has a number; null where it is over.</summary>
    public Site? Dialing(int dial)
    {
        foreach (Site site in _sites)
            if (site.Dial == dial)
                return site;
        return null;
    }

    /// <summary>The lane whose dial has a number; null where there is none.</summary>
    public BulkLane? DialingBulk(int dial)
    {
        foreach (Site site in _sites)
        foreach (Peer peer in site.Peers)
            if (peer.Bulk.Dial == dial)
                return peer.Bulk;
        return null;
    }

    /// <summary>A process, which is known from now on.</summary>
    public Peer Meet(ProcessId process, Instant now)
    {
        Site site = SiteOf(process.Address, now);
        foreach (Peer known in site.Peers)
            if (known.Process == process || Mutants.Has(Mutant.IncarnationConfused))
                return known;
        var peer = new Peer(site, process, now, suspicionTime);
        site.Peers.Add(peer);
        _byProcess.Add(process, peer);
        return peer;
    }

    /// <summary>Forgets incarnations at a site that nobody has wanted or heard for long.</summary>
    public void Forget(Site site, Instant now)
    {
        for (int at = site.Peers.Count - 1; at >= 0; at--)
        {
            if (!site.Peers[at].IsForgotten(now))
                continue;
            _byProcess.Remove(site.Peers[at].Process);
            site.Peers.RemoveAt(at);
        }
    }

    /// <summary>Changes what somebody wants to these processes and addresses.</summary>
    public void Want(LinkWants wants, List<ProcessId> processes, List<string> addresses, Instant now)
    {
        (int peersBefore, int sitesBefore) = (wants.Peers.Count, wants.Sites.Count);
        // An earlier incarnation of this process's address is gone: there is nobody to dial.
        foreach (ProcessId process in processes)
            if (process.Address != self.Address)
                wants.Peers.Add(Meet(process, now));
        foreach (string address in addresses)
            if (address != self.Address)
                wants.Sites.Add(SiteOf(address, now));
        for (int at = peersBefore; at < wants.Peers.Count; at++)
            wants.Peers[at].Want();
        for (int at = sitesBefore; at < wants.Sites.Count; at++)
            wants.Sites[at].Want();
        for (int at = 0; at < peersBefore; at++)
            wants.Peers[at].Unwant(now);
        for (int at = 0; at < sitesBefore; at++)
            wants.Sites[at].Unwant(now);
        wants.Peers.RemoveRange(0, peersBefore);
        wants.Sites.RemoveRange(0, sitesBefore);
    }

    private Site SiteOf(string address, Instant now)
    {
        if (_byAddress.TryGetValue(address, out Site? known))
            return known;
        var site = new Site(address, now);
        _byAddress.Add(address, site);
        int after = _sites.FindIndex(other => string.CompareOrdinal(other.Address, address) > 0);
        _sites.Insert(after < 0 ? _sites.Count : after, site);
        return site;
    }
}

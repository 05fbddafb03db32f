using Cohort.AspNetCore.Dashboard.Reports;

namespace Cohort.AspNetCore.Dashboard.Observing;

/// <summary>
/// What is known of the clocks of the other nodes. A report takes so long from there to here, and one from here so long to there, both by two
/// clocks: half of what these differ by is the difference of the clocks, where the way takes as long in both directions.
/// </summary>
/// <param name="node">The name of this node.</param>
/// <param name="address">Where others reach it.</param>
internal sealed class PeerClocks(string node, string address)
{
    private const int Remembered = 32;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, Peer> _peers = new(StringComparer.Ordinal);

    private sealed class Peer
    {
        public Queue<double> Delays { get; } = new();
        public double HeardAt { get; set; }
        public double? DelayFromHere { get; set; }
        public string Address { get; set; } = "";
    }

    /// <summary>A report has come.</summary>
    /// <param name="report">What it says.</param>
    /// <param name="now">When, by the clock of this node.</param>
    /// <returns>What is to be added to that node's times to have them by this one's clock.</returns>
    public double Heard(Report report, double now)
    {
        lock (_lock)
        {
            if (!_peers.TryGetValue(report.Node, out Peer? peer))
                _peers[report.Node] = peer = new Peer();
            if (peer.Delays.Count == Remembered)
                peer.Delays.Dequeue();
            peer.Delays.Enqueue(now - report.SentAt);
            peer.HeardAt = now;
            if (report.Summary is { } summary)
            {
                peer.Address = summary.Address;
                peer.DelayFromHere = summary.Peers.FirstOrDefault(each => each.Node == node)?.DelayMilliseconds;
            }
            return OffsetOf(peer);
        }
    }

    /// <summary>What this node sees of the others.</summary>
    public IReadOnlyList<PeerSummary> Read()
    {
        lock (_lock)
            return [.. _peers.Select(peer => new PeerSummary(peer.Key, peer.Value.Delays.Min(), peer.Value.HeardAt))];
    }

    /// <summary>Forgets who is in the cluster no more.</summary>
    public void Keep(IReadOnlySet<string> nodes)
    {
        lock (_lock)
            foreach (string gone in _peers.Keys.Where(name => !nodes.Contains(name)).ToList())
                _peers.Remove(gone);
    }

    private double OffsetOf(Peer peer) =>
        HostOf(peer.Address) == HostOf(address) || peer.DelayFromHere is not { } there
            ? 0
            : (peer.Delays.Min() - there) / 2;

    private static string HostOf(string address) =>
        address.LastIndexOf(':') is >= 0 and int colon ? address[..colon] : address;
}

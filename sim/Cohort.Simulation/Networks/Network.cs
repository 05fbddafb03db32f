using Cohort.Protocol;
using Cohort.Simulation.Randomness;
using Cohort.Simulation.Worlds;

namespace Cohort.Simulation.Networks;

/// <summary>The paths between all hosts, and who listens where.</summary>
internal sealed class Network
{
    private readonly NetworkPath[,] _paths;
    private readonly INetworkProcess?[] _listeners;
    private readonly bool[] _dark;
    private readonly Dictionary<string, int> _hostsByAddress = [];
    private readonly List<Pipe>[] _orphans;

    public Network(
        Timeline timeline,
        SplittableRandom random,
        NetworkConditions conditions,
        IReadOnlyList<string> addresses
    )
    {
        Timeline = timeline;
        int hosts = addresses.Count;
        _paths = new NetworkPath[hosts, hosts];
        _listeners = new INetworkProcess?[hosts];
        _dark = new bool[hosts];
        _orphans = new List<Pipe>[hosts];
        for (int host = 0; host < hosts; host++)
        {
            _hostsByAddress.Add(addresses[host], host);
            _orphans[host] = [];
            for (int to = 0; to < hosts; to++)
                _paths[host, to] = new(timeline, random.Split("path", (ulong)(host * hosts + to)), conditions);
        }

        for (int host = 0; host < hosts; host++)
        for (int to = 0; to < hosts; to++)
            _paths[host, to].Reverse = _paths[to, host];
    }

    /// <summary>Virtual time.</summary>
    public Timeline Timeline { get; }

    /// <summary>The path from one host to another.</summary>
    public NetworkPath Path(int from, int to) => _paths[from, to];

    /// <summary>A process listens at a host's address; it replaces none.</summary>
    public void Listen(INetworkProcess process) => _listeners[process.Host] = process;

    /// <summary>Nobody listens there any more: dials are refused.</summary>
    public void StopListening(int host) => _listeners[host] = null;

    /// <summary>The host has no power: dials to it time out, and nobody hears that its connections are gone.</summary>
    public void Darken(int host, IEnumerable<ConnectionEnd> ends)
    {
        StopListening(host);
        _dark[host] = true;
        foreach (ConnectionEnd end in ends)
        {
            Pipe outgoing = end.Outgoing;
            end.Vanish();
            if (outgoing.To.IsOpen)
                _orphans[host].Add(outgoing);
        }
    }

    /// <summary>The host has power again; it knows nothing of its connections and says so to whoever asks.</summary>
    public void Lighten(int host)
    {
        if (!_dark[host])
            return;
        _dark[host] = false;
        foreach (Pipe orphan in _orphans[host])
            if (orphan.To.IsOpen)
                orphan.Break(lossy: true, noticedAfter: Path(host, orphan.To.Process.Host).RetransmissionDelay());
        _orphans[host].Clear();
    }

    /// <summary>Dials an address for a process, which hears of the outcome under its own number for the dial.</summary>
    public void Dial(INetworkProcess dialer, int dial, string address, TimeSpan timeout)
    {
        if (!_hostsByAddress.TryGetValue(address, out int host))
        {
            Timeline.After(timeout, () => dialer.Take(Input.DialFailed(dial, refused: false)));
            return;
        }

        Dialing dialing = new(this, dialer, dial, host);
        Timeline.After(Path(dialer.Host, host).Delay(), dialing, Dialing.Arrive);
        Timeline.After(timeout, dialing, Dialing.TimeOut);
    }

    /// <summary>Who listens at a host, unless the host is dark.</summary>
    public INetworkProcess? Listener(int host) => _listeners[host];

    /// <summary>Whether a host is without power.</summary>
    public bool IsDark(int host) => _dark[host];

    /// <summary>Breaks a connection that neither end wanted broken; what was under way is lost.</summary>
    public void Break(ConnectionEnd end, TimeSpan noticedHereAfter, TimeSpan noticedThereAfter)
    {
        Pipe incoming = end.Incoming;
        end.Outgoing.Break(lossy: true, noticedThereAfter);
        incoming.Break(lossy: true, noticedHereAfter);
    }
}

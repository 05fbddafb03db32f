using Cohort.Protocol.Links;
using Cohort.Protocol.Suspicion;

namespace Cohort.Protocol.Clients;

/// <summary>
/// The node that a client is linked to in any case, and asks where it knows nothing better: one of those given to it or of those
/// that a node has told it of. Where it is silent or gone, the next one takes its place.
/// </summary>
internal sealed class HomeNode
{
    private readonly NodeSettings _settings;
    private readonly LinkTable _links;
    private readonly NodeClock _clock;
    private readonly Action<ClientLink> _told;
    private readonly List<string> _addresses;
    private int _at;
    private long _attemptsBefore;
    private Instant _since;
    private int _inVain;

    public HomeNode(
        NodeSettings settings,
        LinkTable links,
        NodeClock clock,
        SeededRandom random,
        Action<ClientLink> told
    )
    {
        (_settings, _links, _clock, _told) = (settings, links, clock, told);
        _addresses = [.. settings.Seeds];
        Invariant.Check(_addresses.Count > 0);
        // Clients that are given the same addresses spread over them.
        _at = (int)(random.Next() % (ulong)_addresses.Count);
    }

    /// <summary>The address that is to be dialed; where there is a node, its own.</summary>
    public string Address => Process?.Address ?? _addresses[_at];

    /// <summary>The node, once it has said who it is.</summary>
    public ProcessId? Process { get; private set; }

    /// <summary>Whether the node has taken this client in.</summary>
    public bool IsLinked { get; private set; }

    /// <summary>The addresses of the nodes, as far as they are known: those given first.</summary>
    public IReadOnlyList<string> Addresses => _addresses;

    /// <summary>Whether another address is wanted than was said before.</summary>
    public bool WantsChanged { get; set; } = true;

    /// <summary>When it wants to be asked again whether an address has taken too long.</summary>
    public Instant NextLook => _clock.Now + _settings.HeartbeatInterval / 2;

    // A dial, and then a hello: who has not answered after both is not the one to wait for.
    private TimeSpan Patience => _settings.DialTimeout + _settings.SuspicionTime / 2;

    /// <summary>A link to a process is up.</summary>
    public void Up(ProcessId process)
    {
        // The address that was dialed may be a name for it, or stand before several nodes.
        if (Process is not null || _links.To(process) is not { } link || link.Dialed != Address)
            return;
        (Process, WantsChanged) = (process, true);
    }

    /// <summary>The node has said which others there are.</summary>
    public void Learn(IEnumerable<string> addresses)
    {
        int given = _settings.Seeds.Length;
        string present = Address;
        _addresses.RemoveRange(given, _addresses.Count - given);
        foreach (string address in addresses)
            if (!_addresses.Contains(address, StringComparer.Ordinal))
                _addresses.Add(address);
        _at = Math.Max(_addresses.IndexOf(present), 0);
    }

    /// <summary>Moves on where the node, or the address, is of no use.</summary>
    public void Tick()
    {
        // There may be a link already: one to a member that was called, or one that was up too late.
        if (Process is null && _links.At(Address) is { } there)
            (Process, WantsChanged) = (there, true);
        if (!IsLinked && Process is { } welcoming && _links.To(welcoming) is { IsWelcome: true })
        {
            (IsLinked, _inVain) = (true, 0);
            _told(new ClientLink(Process, "", false));
        }
        bool isThere = Process is { } process && _links.To(process) is not null && !_links.Suspects(process);
        if (isThere && IsLinked)
            return;
        if (IsLinked)
        {
            _told(new ClientLink(null, $"the link to {Address} is gone; looking for another node", false));
            MoveOn();
            return;
        }
        bool failed = Process is null ? _links.Attempts(Address) > _attemptsBefore : !isThere;
        if (!failed && _clock.Now - _since <= Patience)
            return;
        if (++_inVain % _addresses.Count == 0)
            _told(Trouble());
        MoveOn();
    }

    private void MoveOn()
    {
        (Process, IsLinked) = (null, false);
        _at = (_at + 1) % _addresses.Count;
        (_since, _attemptsBefore, WantsChanged) = (_clock.Now, _links.Attempts(Address), true);
    }

    private ClientLink Trouble()
    {
        string[] refusals = [.. _addresses.Select(_links.Refusal).Where(refusal => refusal.Length > 0)];
        string each = string.Join("; ", _addresses.Select(address => $"{address}: {TroubleOf(address)}"));
        return new ClientLink(null, each, refusals.Length > 0);
    }

    private string TroubleOf(string address) =>
        _links.Refusal(address) is { Length: > 0 } refusal ? refusal : _links.Trouble(address);
}

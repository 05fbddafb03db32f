using Cohort.Protocol.Links;
using Cohort.Protocol.Wire;

namespace Cohort.Protocol.Clients;

/// <summary>
/// The member of a group that a client turns to: one of those that its node names, and another one where that is gone, silent, or
/// sends the client elsewhere.
/// </summary>
internal sealed class Contact(ClientContext context, string group, HomeNode home)
{
    private static readonly TimeSpan ShortestPause = TimeSpan.FromMilliseconds(10);
    private const int MostDoublings = 6;

    private string[] _members = [];
    private string? _address;
    private int _next = -1;
    private int _inVain;
    private long _attemptsBefore;
    private Instant _since;
    private Instant _mayTryAt;
    private ulong _request;
    private Instant _askAt;
    private Instant? _unknownSince;
    private Link? _link;

    /// <summary>The member's address; null where there is none to turn to.</summary>
    public string? Address => _address;

    /// <summary>The process there, where the link is up.</summary>
    public ProcessId? Process => _link?.Peer?.Process;

    /// <summary>Whether another address is wanted than was said before.</summary>
    public bool WantsChanged { get; set; }

    /// <summary>Why nothing goes on, for a person; empty where it does.</summary>
    public string Trouble { get; private set; } = "looking for its members";

    /// <summary>Whether the cluster has had no such group for so long that it is no delay.</summary>
    public bool IsUnknown => _unknownSince is { } since && context.Now - since > context.Settings.SuspicionTime;

    /// <summary>When it wants to be asked again.</summary>
    public Instant NextLook =>
        context.Now < _mayTryAt ? _mayTryAt : context.Now + context.Settings.HeartbeatInterval / 2;

    private TimeSpan Patience => context.Settings.DialTimeout + context.Settings.SuspicionTime / 2;

    /// <summary>The link to a member, new or as before; null where there is none now.</summary>
    public Link? Look()
    {
        if (_link is { Closed: true })
            GoElsewhere($"the link to {_address} is gone");
        if (_link is not null)
            return _link;
        if (context.Now < _mayTryAt)
            return null;
        if (_address is null)
            Choose();
        if (_address is null)
            return null;
        ProcessId? process = context.Links.At(_address);
        _link = process is { } there ? context.Links.To(there) : null;
        if (_link is not null)
            (Trouble, WantsChanged) = ("", true);
        else if (context.Links.Attempts(_address) > _attemptsBefore || context.Now - _since > Patience)
            GoElsewhere($"member {_address} cannot be reached: {context.Links.Trouble(_address)}");
        return _link;
    }

    /// <summary>The member is of no use now: another one is tried, after a pause that grows where none is.</summary>
    public void GoElsewhere(string reason)
    {
        (_address, _link, Trouble, WantsChanged) = (null, null, reason, true);
        Pause();
        // Who is a member may have changed; but the node that is asked may be the last to hear of it.
        if (_inVain % Math.Max(_members.Length, 1) == 0)
            _members = [];
    }

    /// <summary>The group has done something: nothing stands in the way.</summary>
    public void Works() => _inVain = 0;

    /// <summary>Nothing is asked of the group any more.</summary>
    public void Rest()
    {
        WantsChanged |= _address is not null;
        (_address, _link, _members, _unknownSince, _inVain) = (null, null, [], null, 0);
    }

    /// <summary>A node has said who the members are; false where that was not asked for.</summary>
    public bool Found(ulong request, DeskFound found, string[] members, string reason)
    {
        if (request != _request)
            return false;
        _request = 0;
        _unknownSince = found == DeskFound.None ? _unknownSince ?? context.Now : null;
        _members = members;
        if (members.Length == 0)
            Trouble = found == DeskFound.None ? "there is no such group" : reason;
        if (_next < 0 && members.Length > 0)
            _next = (int)(context.Random.Next() % (ulong)members.Length);
        return true;
    }

    private void Pause()
    {
        TimeSpan pause = ShortestPause * (1 << Math.Min(_inVain++, MostDoublings));
        _mayTryAt = context.Now + pause / 2 + context.Random.UpTo(pause / 2);
    }

    private void Choose()
    {
        if (_members.Length == 0)
        {
            Ask();
            return;
        }
        // The node that the client is linked to saves it a link.
        bool isHome = _inVain == 0 && home.IsLinked && _members.Contains(home.Address, StringComparer.Ordinal);
        _address = isHome ? home.Address : _members[_next++ % _members.Length];
        (_since, _attemptsBefore, WantsChanged) = (context.Now, context.Links.Attempts(_address), true);
    }

    private void Ask()
    {
        if (!home.IsLinked || home.Process is not { } process || context.Links.To(process) is not { } link)
        {
            Trouble = "no node is linked";
            return;
        }
        if (context.Now < _askAt)
            return;
        _askAt = context.Now + context.Settings.HeartbeatInterval / 2;
        _request = context.NextRequest();
        FrameWriter writer = context.Links.Begin(link, FrameType.Find);
        writer.Number(_request);
        writer.Text(group);
        writer.End();
    }
}

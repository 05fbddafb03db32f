using System.Collections.Immutable;
using Cohort.Protocol.Views;
using Cohort.Protocol.Wire;

namespace Cohort.Protocol.Formation;

/// <summary>
/// Brings a process into a group: looks it up at the listed addresses, forms it with them where nobody knows it, and asks
/// its members to be taken in where it exists.
/// </summary>
internal sealed class Seeker
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(250);

    private readonly GroupContext _context;
    private readonly Anchor _anchor;
    private readonly Member _self;
    private readonly SortedDictionary<string, string> _said = new(StringComparer.Ordinal);
    private List<ProcessId> _contacts = [];
    private Instant _nextTick;
    private int _turn;
    private Instant _foundAt;
    private Instant? _refusedSince;
    private string _refusal = "";

    public Seeker(GroupContext context, Anchor anchor, Member self, GroupId? target, IEnumerable<ProcessId> contacts)
    {
        MayFound = target is null;
        (_context, _anchor, _self, Target) = (context, anchor, self, target);
        _contacts = [.. contacts.Where(contact => contact != self.Process)];
        Former = new Former(context, anchor, self);
        _nextTick = _foundAt = context.Now;
    }

    public Former Former { get; }

    /// <summary>The formed group that takes this process in, once one is known.</summary>
    public GroupId? Target { get; private set; }

    /// <summary>Whether this process may found the group. One that comes back to a group cannot: its application has the
    /// state of an earlier formation.</summary>
    public bool MayFound { get; }

    /// <summary>Whether the group that this process comes back to has not been found for so long that it is gone.</summary>
    public bool IsLost => !MayFound && _context.Now - _foundAt > 8 * _context.Node.SuspicionTime;

    /// <summary>Whom this process wants to be linked to: the members that it asks.</summary>
    public IReadOnlyList<ProcessId> Contacts => _contacts;

    /// <summary>Set when the group will not have this process: the reason.</summary>
    public string? Rejected { get; private set; }

    public Instant NextLook => _nextTick;

    /// <summary>What is waited for, for a person.</summary>
    public string Waiting
    {
        get
        {
            if (_refusal.Length > 0)
                return _refusal;
            if (Target is not null)
                return "asked to be taken into the group";
            string[] troubles =
            [
                .. _anchor
                    .Seeds.Where(seed => seed != _self.Process.Address)
                    .Select(Trouble)
                    .Where(text => text.Length > 0),
            ];
            return troubles.Length == 0 ? "forming the group" : "waiting for " + string.Join(", ", troubles);
        }
    }

    /// <summary>Looks, forms, asks, as far as it is time to.</summary>
    public void Tick()
    {
        if (_context.Now < _nextTick)
            return;
        _nextTick = _context.Now + Interval;
        if (MayFound && Former.ReleaseFromDead())
            (Target, _contacts) = (null, []);
        // Where a group is known there is nothing to form, unless it does not answer any more.
        if (MayFound && (Target is null || _context.Now - _foundAt > 2 * _context.Node.SuspicionTime))
            Former.Tick();
        foreach (string seed in _anchor.Seeds)
            if (_context.Links.At(seed) is { } process)
                SendLookup(_context, process);
        if (Target is not null && _contacts.Count > 0)
            Ask();
    }

    /// <summary>A link to a process is new.</summary>
    public void Resume(ProcessId process)
    {
        Former.Resume(process);
        _nextTick = _context.Now;
    }

    /// <summary>A listed process does not know the group as a member does.</summary>
    public void Unknown(ProcessId from, SeedState state, bool hasState) =>
        _said[from.Address] =
            state == SeedState.NotJoined ? $"has not joined group '{_context.Group.Name}'"
            : hasState != _context.Group.HasState ? DifferentState(_context.Group.HasState)
            : "";

    /// <summary>Why two that differ in whether they have state cannot be in one group.</summary>
    public static string DifferentState(bool hasState) =>
        hasState
            ? "this node saves and loads state for the group, the others do not: give all members State, or none"
            : "the others save and load state for the group, this node does not: give all members State, or none";

    /// <summary>A member of a formed group answered: it is asked to take this process in, or to tell it the view that has it
    /// already.</summary>
    public void Found(ProcessId from, GroupId group, IEnumerable<ProcessId> members)
    {
        _said[from.Address] = "";
        // A view of another formation may count on this process.
        if ((Former.Committed is { } committed && committed != group) || !Former.MayJoin(group, [from, .. members]))
            return;
        Target = group;
        _foundAt = _context.Now;
        _contacts = [from, .. members.Where(member => member != from && member != _self.Process)];
        Ask();
    }

    /// <summary>A member refuses to take this process in.</summary>
    public void Refused(string reason)
    {
        _refusal = reason;
        _refusedSince ??= _context.Now;
        // A name may still belong to a process that has just died and is not out of the view yet.
        if (_context.Now - _refusedSince.Value > 3 * _context.Node.SuspicionTime)
            Rejected = reason;
    }

    private void Ask()
    {
        ProcessId[] reachable = [.. _contacts.Where(contact => _context.Links.To(contact) is not null)];
        if (reachable.Length == 0)
            return;
        ProcessId contact = reachable[_turn++ % reachable.Length];
        var request = new JoinRequest(
            _self.Process,
            _self.Name,
            HasView: false,
            _context.Past.FloorOf(Target!.Value),
            _context.Group.HasState
        );
        JoinRequest.Write(_context, _context.Links.To(contact)!, Target.Value, request);
    }

    /// <summary>Asks a process whether it is a member of the group.</summary>
    public static void SendLookup(GroupContext context, ProcessId to)
    {
        if (context.Links.To(to) is not { } link)
            return;
        FrameWriter writer = context.Links.Begin(link, FrameType.Lookup);
        writer.Text(context.Group.Name);
        writer.End();
    }

    private string Trouble(string seed)
    {
        if (_context.Links.At(seed) is null)
            return $"{seed} ({_context.Links.Trouble(seed)})";
        return _said.TryGetValue(seed, out string? said) && said.Length > 0 ? $"{seed} ({said})" : "";
    }
}

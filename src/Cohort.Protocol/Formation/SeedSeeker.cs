using Cohort.Protocol.Views;
using Cohort.Protocol.Wire;

namespace Cohort.Protocol.Formation;

/// <summary>Looks a group up at the listed addresses, and forms it with them where nobody knows it.</summary>
internal sealed class SeedSeeker : Seeker
{
    private readonly Anchor _anchor;
    private readonly SortedDictionary<string, string> _said = new(StringComparer.Ordinal);
    private readonly Former _former;
    private readonly GroupId?[] _memberships;
    private readonly string[] _lacking;
    private string _waitingFor = "forming the group";
    private Instant _foundAt;

    public SeedSeeker(
        GroupContext context,
        Anchor anchor,
        Member self,
        GroupId? target,
        IEnumerable<ProcessId> contacts
    )
        : base(context, self, mayFound: target is null, target)
    {
        _anchor = anchor;
        Contacts = [.. contacts.Where(contact => contact != self.Process)];
        _former = new Former(context, anchor, self);
        _memberships = new GroupId?[anchor.Seeds.Length];
        _lacking = [.. anchor.Seeds.Select(_ => "")];
        _foundAt = context.Now;
    }

    public override Former Former => _former;

    /// <inheritdoc/>
    /// <remarks>The group that this process comes back to has not been found for so long that it is gone.</remarks>
    public override string? Lost =>
        !MayFound && Context.Now - _foundAt > 8 * Context.Node.SuspicionTime
            ? $"group '{Context.Group.Name}' is gone: none of the seeds knows it any more. Join it again to form it anew"
            : null;

    public override FoundingView? Founded => _former.Decided;

    protected override string WaitingFor
    {
        get
        {
            if (Target is not null)
                return "asked to be taken into the group";
            // Every step asks, and the answer is hardly ever another one.
            bool isSame = true;
            for (int place = 0; place < _lacking.Length; place++)
            {
                string lacking = LackingAt(_anchor.Seeds[place]);
                isSame &= lacking == _lacking[place];
                _lacking[place] = lacking;
            }
            return isSame ? _waitingFor : _waitingFor = InWords();
        }
    }

    private string InWords()
    {
        string[] troubles =
        [
            .. _anchor
                .Seeds.Zip(_lacking, (seed, lacking) => lacking.Length > 0 ? $"{seed} ({lacking})" : "")
                .Where(text => text.Length > 0),
        ];
        return troubles.Length == 0 ? "forming the group" : "waiting for " + string.Join(", ", troubles);
    }

    public override void Tick()
    {
        if (Context.Now < NextLook)
            return;
        NextLook = Context.Now + Interval;
        if (MayFound && _former.ReleaseFromDead())
            (Target, Contacts) = (null, []);
        // Where a group is known there is nothing to form, unless it does not answer any more.
        if (MayFound && (Target is null || Context.Now - _foundAt > 2 * Context.Node.SuspicionTime))
            _former.Tick();
        foreach (string seed in _anchor.Seeds)
            if (Context.Links.At(seed) is { } process)
                SendLookup(Context, process);
        if (Target is not null && Contacts.Count > 0)
            Ask();
    }

    public override void Resume(ProcessId process)
    {
        _former.Resume(process);
        base.Resume(process);
    }

    public override void Unknown(ProcessId from, SeedState state, bool hasState)
    {
        NoteMembership(from, null);
        _said[from.Address] =
            state == SeedState.NotJoined ? $"has not joined group '{Context.Group.Name}'"
            : hasState != Context.Group.HasState ? DifferentState(Context.Group.HasState)
            : "";
    }

    /// <summary>A member of a formed group answered, or one that such a group counts on: its members are asked to take this
    /// process in, or to tell it the view that has it already.</summary>
    public override void Found(ProcessId from, GroupId group, IEnumerable<ProcessId> members, bool isMember)
    {
        _said[from.Address] = "";
        NoteMembership(from, isMember ? group : null);
        // A view of another formation may count on this process: not any more, once the seeds that it needs are elsewhere.
        if (_former.Committed is { } committed && committed != group)
        {
            if (!IsWhereTheSeedsAre(group))
                return;
            _former.Release();
        }
        if (!_former.MayJoin(group, [from, .. members]))
            return;
        Target = group;
        _foundAt = Context.Now;
        Contacts = [from, .. members.Where(member => member != from && member != Self.Process)];
        Ask();
    }

    private void NoteMembership(ProcessId of, GroupId? group)
    {
        if (_anchor.Seeds.IndexOf(of.Address) is >= 0 and int place)
            _memberships[place] = group;
    }

    /// <summary>Whether the listed processes that are members of a formation are a quorum of the list: then no view of another
    /// one can be anchored.</summary>
    private bool IsWhereTheSeedsAre(GroupId group) =>
        _anchor.IsQuorum([.. _memberships.Select(membership => membership == group)]);

    /// <summary>Asks a process whether it is a member of the group.</summary>
    public static void SendLookup(GroupContext context, ProcessId to)
    {
        if (context.Links.To(to) is not { } link)
            return;
        FrameWriter writer = context.Links.Begin(link, FrameType.Lookup);
        writer.Text(context.Group.Name);
        writer.End();
    }

    /// <summary>What stands in the way at a seed; empty where nothing does.</summary>
    private string LackingAt(string seed)
    {
        if (seed == Self.Process.Address)
            return "";
        return Context.Links.At(seed) is null ? Context.Links.Trouble(seed) : _said.GetValueOrDefault(seed, "");
    }
}

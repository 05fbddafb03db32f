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
    private readonly KnownDisks _disks;
    private readonly string[] _lacking;
    private string _waitingFor = "forming the group";
    private Instant _foundAt;
    private Instant _askingSince;

    public SeedSeeker(
        GroupContext context,
        Anchor anchor,
        Member self,
        GroupId? target,
        ulong targetEpoch,
        IEnumerable<ProcessId> contacts
    )
        : base(context, self, mayFound: target is null, target)
    {
        (_anchor, TargetEpoch) = (anchor, target is null ? 0 : targetEpoch);
        Contacts = [.. contacts.Where(contact => contact != self.Process)];
        _former = new Former(context, anchor, self);
        _disks = new KnownDisks(anchor, context.SeedDisk);
        _memberships = new GroupId?[anchor.Seeds.Length];
        _lacking = [.. anchor.Seeds.Select(_ => "")];
        (_foundAt, _askingSince) = (context.Now, context.Now);
    }

    public override Former Former => _former;

    /// <inheritdoc/>
    /// <remarks>The group that this process comes back to has not been found for so long that it is gone.</remarks>
    public override string? Lost =>
        !MayFound && Context.Now - _foundAt > 8 * Context.Node.SuspicionTime
            ? $"group '{Context.Group.Name}' is gone: none of the seeds knows it any more. Join it again to form it anew"
            : null;

    public override FoundingView? Founded => _former.Founded;

    /// <summary>Whether members of the group have answered, and not long ago: then there is nothing to form. One that has not taken this
    /// process in for so long lacks a quorum, or those that it needs of the seeds are seeking it, too.</summary>
    public bool KnowsGroup =>
        Target is not null
        && Context.Now - _foundAt <= 2 * Context.Node.SuspicionTime
        && Context.Now - _askingSince <= 6 * Context.Node.SuspicionTime;

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
            isSame &= !_disks.TakeChange();
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
        return troubles.Length == 0
            ? "forming the group"
            : "waiting for " + string.Join(", ", troubles) + _disks.InWords();
    }

    public override void Tick()
    {
        _former.Settle();
        if (Context.Now < NextLook)
            return;
        NextLook = Context.Now + Interval;
        if (MayFound && _former.ReleaseFromDead())
            (Target, TargetEpoch, Contacts) = (null, 0, []);
        if (MayFound && !KnowsGroup)
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

    public override void Unknown(ProcessId from, LookupAnswer answer)
    {
        Note(from, answer, null);
        _said[from.Address] =
            answer.State == SeedState.NotJoined ? $"has not joined group '{Context.Group.Name}'"
            : answer.HasState != Context.Group.HasState ? DifferentState(Context.Group.HasState)
            : "";
    }

    /// <summary>A member of a formed group answered, or one that such a group counts on: its members are asked to take this
    /// process in, or to tell it the view that has it already.</summary>
    public override void Found(ProcessId from, LookupAnswer answer)
    {
        Note(from, answer, answer.State == SeedState.Member ? answer.Group : null);
        _said[from.Address] = WhyNotJoined(answer) ?? "";
        if (_said[from.Address].Length > 0)
            return;
        // Of two formations the later one is the cluster's.
        if (KnowsGroup && answer.Group != Target && answer.Epoch < TargetEpoch)
            return;
        // A view of another formation may count on this process: not any more, once the seeds that it needs are elsewhere.
        if (_former.Committed is { } committed && committed != answer.Group)
        {
            if (!IsWhereTheSeedsAre(answer.Group))
                return;
            _former.Release();
        }
        if (!_former.MayJoin(answer.Group, answer.Epoch, [from, .. answer.Members]))
            return;
        if (Target != answer.Group)
            _askingSince = Context.Now;
        (Target, TargetEpoch) = (answer.Group, answer.Epoch);
        _foundAt = Context.Now;
        Contacts = [from, .. answer.Members.Where(member => member != from && member != Self.Process)];
        Ask();
    }

    /// <summary>Why this process must not be in a formation, as its disk and those of the other seeds say; null where it may.</summary>
    private string? WhyNotJoined(LookupAnswer answer)
    {
        if (!_former.MayLend(answer.Epoch))
            return "is in a cluster that was formed before one that this node's disk knows of";
        return Context.SeedDisk is not { Epoch: 0 } || _disks.LetsJoin(answer.Epoch)
            ? null
            : "is in a cluster that others may have formed anew since: this node's folder is empty, and not enough of the other seeds have "
                + "said what their disks know";
    }

    private void Note(ProcessId of, LookupAnswer answer, GroupId? group)
    {
        NoteMembership(of, group);
        _disks.Note(of, answer);
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

    /// <summary>Asks a process whether it is a member of the group, and says which formation this process's disk knows of.</summary>
    public static void SendLookup(GroupContext context, ProcessId to)
    {
        if (context.Links.To(to) is not { } link)
            return;
        FrameWriter writer = context.Links.Begin(link, FrameType.Lookup);
        writer.Text(context.Group.Name);
        writer.Number(context.SeedDisk?.Epoch ?? 0);
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

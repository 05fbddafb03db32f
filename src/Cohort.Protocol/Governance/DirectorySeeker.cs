using Cohort.Protocol.Durability;
using Cohort.Protocol.Formation;
using Cohort.Protocol.Views;

namespace Cohort.Protocol.Governance;

/// <summary>Looks a governed group up in the directory, creates it there where it is not, and asks its members to be taken in
/// where it is.</summary>
internal sealed class DirectorySeeker(GroupContext context, RootGroup root, Member self, GroupId? target, bool mayFound)
    : Seeker(context, self, mayFound, target)
{
    private readonly GroupTerms _terms = GroupTerms.Of(context.Group);
    private readonly GroupId _own = new(context.Random.Next(), context.Random.Next());
    private readonly Instant _since = context.Now;
    private Instant? _missingSince;
    private Instant? _lostSince;
    private Instant _mayAskAt;
    private Instant _mayOfferAt;
    private FoundingView? _founded;
    private string _waiting = "looking the group up in the cluster's directory";

    private TimeSpan Patience => 8 * Context.Node.SuspicionTime;

    public override FoundingView? Founded => _founded;

    /// <summary>The formation that this process is about to found; null where there is none.</summary>
    public GroupId? Founding { get; private set; }

    public override string? Lost
    {
        get
        {
            TimeSpan lostFor = _lostSince is { } lost ? Context.Now - lost : TimeSpan.Zero;
            if (IsDurable && _lostSince is not null)
                return LostWithLog(lostFor);
            if (!BeginsAnew && lostFor > Context.Node.LeaseTime)
                return $"the state of group '{Context.Group.Name}' is lost: {_waiting}. Where they are gone for good, join "
                    + "the group with RecreateLost, and it begins anew and empty";
            // Others may begin it anew meanwhile; who has the state of what was lost cannot.
            if (!MayFound && lostFor > Context.Node.LeaseTime + Patience)
                return $"the state of group '{Context.Group.Name}' is lost: {_waiting}. Join it again: it begins anew and empty";
            return _missingSince is { } missing && Context.Now - missing > Patience
                ? $"group '{Context.Group.Name}' is gone: the directory has it no more. Join it again to create it anew"
                : null;
        }
    }

    /// <summary>Where the formation goes on that this process is about to found; null where it begins with nothing.</summary>
    public Continuation? Continues { get; private set; }

    private bool IsDurable => _terms.Durable;

    /// <summary>Who has been a member of it in this life can join again with its log; all others wait for those who can.</summary>
    private string? LostWithLog(TimeSpan lostFor) =>
        !MayFound && lostFor > Context.Node.SuspicionTime
            ? $"all members of group '{Context.Group.Name}' are gone: {_waiting}. Join it again: it goes on from this node's log, "
                + "if that has what it takes"
            : null;

    /// <summary>Whether a group whose state is lost is no loss to whoever looks for it.</summary>
    private bool BeginsAnew => Context.Group.RecreatesLost || _terms.LosesNothing;

    protected override string WaitingFor => _waiting;

    public override void Tick()
    {
        if (Context.Now < NextLook)
            return;
        NextLook = Context.Now + Interval;
        Look();
    }

    /// <summary>Something has changed in the directory.</summary>
    public void Look()
    {
        if (!root.IsReady)
        {
            _waiting = "waiting for the cluster's root group: " + root.Trouble;
            if (root.Refusal.Length > 0 && Context.Now - _since > Context.Node.SuspicionTime)
                Rejected = root.Refusal;
            return;
        }
        Founding = null;
        DirectoryEntry? entry = root.Directory.Find(Context.Group.Name);
        _missingSince = entry is null && !MayFound ? _missingSince ?? Context.Now : null;
        bool lost = entry is not null && root.Directory.IsLost(entry);
        _lostSince = lost ? _lostSince ?? Context.Now : null;
        if (entry is null)
            Create(null);
        else if (entry.Terms != _terms)
            Rejected = _terms.Refusal(entry);
        else if (lost && IsDurable)
            Recover(entry);
        else if (lost)
            WaitForLost(entry);
        else if (MayFound && IsFoundedHere(entry) && MayBegin(entry))
            Found(entry);
        else
            Ask(entry);
    }

    /// <summary>G2: not where it was founded so long ago that it may be lost, and another in its place.</summary>
    private void Found(DirectoryEntry entry)
    {
        (Target, Contacts) = (null, []);
        _waiting = "created in the directory";
        (Founding, Continues) = (entry.Id, entry.Continues);
        if (root.HoldsLease && root.Directory.Counts(entry))
            _founded = new FoundingView(entry.Id, 0, entry.View.Members);
        else
            NextLook = Context.Now + Context.Node.HeartbeatInterval / 4;
    }

    private bool IsFoundedHere(DirectoryEntry entry) =>
        entry.View is { Number.Value: 0, Members: [var founder] }
        && founder.Process == Self.Process
        && !Context.Past.Knows(entry.Id)
        && !root.HasGivenUp(entry.Id);

    private void Create(GroupId? replaces)
    {
        (Target, Contacts) = (null, []);
        _waiting = WhyNotCreated(replaces) ?? "creating the group in the directory";
        if (IsDurable && IsForgotten(replaces))
            return;
        // It is asked for once, and again where the root may have lost it.
        if (!MayFound || Context.Now < _mayAskAt)
            return;
        _mayAskAt = Context.Now + Context.Node.SuspicionTime / 2;
        Member founder = Self with { HoldsState = true };
        root.Submit(new DirectoryCommand.Create(Context.Group.Name, _terms, _own, founder, replaces));
    }

    private string? WhyNotCreated(GroupId? replaces)
    {
        if (!IsDurable)
            return null;
        if (root.Directory.Conflict is { } conflict)
            return conflict;
        if (!root.Directory.Keeping.IsRecalled)
            return root.WaitsForDisks;
        return IsForgotten(replaces)
            ? $"this node's log has group '{Context.Group.Name}' up to {Context.Group.Copy!.Last.View.Number}, and none of the seeds' disks "
                + "knows of it. It is not created anew over that: where the seeds' disks are gone, put one of them back, or restore a "
                + "backup; to begin with nothing, start this node with an empty folder"
            : null;
    }

    /// <summary>Whether this node's log has a group that the directory knows nothing of, as it would where the seeds' disks are gone, or the
    /// log is of another cluster.</summary>
    private bool IsForgotten(GroupId? replaces) =>
        replaces is null
        && root.Directory.Keeping.IsRecalled
        && Context.Group.Copy is not null
        // Where an operator has given it up, the disks say so.
        && root.Directory.Keeping.ChangeOf(Context.Group.Name) == 0;

    private void Ask(DirectoryEntry entry)
    {
        _waiting = "asked to be taken into the group";
        Target = entry.Id;
        Contacts =
        [
            .. entry
                .View.Members.Where(member => root.Directory.Stands(entry, member.Id))
                .Select(member => member.Process)
                .Where(process => process != Self.Process),
        ];
        Ask();
    }

    /// <summary>Whether this process can begin what the directory has it found: it has the log that it is to go on from.</summary>
    private bool MayBegin(DirectoryEntry entry) =>
        entry.Continues is not { } from
        || (Context.Group.Copy is { } copy && copy.Last.View.Group == from.Group && copy.Last.View.Number == from.View);

    /// <summary>Goes on from this node's log, where it is one that has all, and nobody is there any more who held the state.</summary>
    private void Recover(DirectoryEntry entry)
    {
        (Target, Contacts) = (null, []);
        _waiting =
            $"{Holders(entry)} have it on their disks, and none of them is in the cluster. It goes on as soon as one is back"
            + WhatElse(entry);
        if (!MayFound)
            return;
        Offer(entry);
        if (Context.Now < _mayAskAt || !root.IsOver(entry))
            return;
        if (WasNeverBegun(entry))
            Create(entry.Id);
        if (Context.Group.Copy is not { } copy || RecoveryOf(entry, copy) is not var (of, from))
            return;
        _mayAskAt = Context.Now + Context.Node.SuspicionTime / 2;
        Member founder = Self with { HoldsState = true };
        root.Submit(new DirectoryCommand.Recover(entry.Id, _own, founder, of, from));
    }

    /// <summary>What else there is to go on from, where those who held the state are gone for good.</summary>
    private string WhatElse(DirectoryEntry entry)
    {
        if (entry.Chosen is { } chosen)
            return $"; or from the log of {chosen.Address}, as an operator has decided, when that node joins it";
        if (Context.Group.Copy is not { } copy)
            return "";
        ViewNumber view = copy.Last.View.Number;
        string end = copy.Last.View.Group == entry.Id ? $"{view}" : $"{view} of an earlier formation";
        return $". This node's log goes up to {end}, and the group's last view was {entry.View.Number}: where those are gone for "
            + $"good, 'cohort recover {entry.Name}' has it go on from what is left";
    }

    /// <summary>Has the directory told what this node's log has, for whoever has to decide.</summary>
    private void Offer(DirectoryEntry entry)
    {
        if (Context.Group.Copy is not { } copy || Context.Now < _mayOfferAt)
            return;
        View last = copy.Last.View;
        ulong received = 0;
        foreach (ulong count in copy.Last.Row())
            received += count;
        var offer = new OfferedLog(Self.Process, last.Group, last.Number, received);
        if (root.Directory.Offers.Of(entry.Name).Contains(offer))
            return;
        _mayOfferAt = Context.Now + Context.Node.SuspicionTime / 2;
        root.Submit(new DirectoryCommand.Offer(entry.Id, offer));
    }

    /// <summary>Whether a process of this node was to found the formation and never did: else the log would say so. Nobody else can have
    /// been in it.</summary>
    private bool WasNeverBegun(DirectoryEntry entry) =>
        entry is { Continues: null, View: { Number.Value: 0, Members: [var founder] } }
        && founder.Process.Address == Self.Process.Address
        && Context.Group.Copy?.Formation != entry.Id;

    /// <summary>As which member this node's log can be gone on from, and where; null where it cannot.</summary>
    private (MemberId Of, Continuation From)? RecoveryOf(DirectoryEntry entry, GroupCopy copy) =>
        AsHolder(entry, copy) ?? AsChosen(entry, copy.Last);

    /// <summary>An operator has decided that it goes on from this log, whoever had more.</summary>
    private (MemberId Of, Continuation From)? AsChosen(DirectoryEntry entry, ViewCopy last) =>
        entry.Chosen is { } chosen
        && chosen.Address == Self.Process.Address
        && chosen.Formation == last.View.Group
        && chosen.View == last.View.Number
            ? (last.Member!.Id, new Continuation(last.View.Group, last.View.Number, [.. EndOf(last)]))
            : null;

    /// <summary>How much of its last view counts that a log has: where it says how the view ended, no more than that.</summary>
    private static IEnumerable<ulong> EndOf(ViewCopy last) =>
        last.Cut is { } cut && cut.Length == last.Row().Length ? last.Row().Zip(cut, Math.Min) : last.Row();

    private (MemberId Of, Continuation From)? AsHolder(DirectoryEntry entry, GroupCopy copy)
    {
        ViewCopy last = copy.Last;
        if (
            entry is { Continues: { } begun, View.Members: [var founder] }
            && founder.Process.Address == Self.Process.Address
            && last.View.Group == begun.Group
            && last.View.Number == begun.View
        )
            // It had only been begun, here: perhaps the log says already that it goes on, and nothing of its first view.
            return (founder.Id, begun);
        if (copy.Formation != entry.Id)
            return null;
        if (Mutants.Has(Mutant.StaleLogGoesOn))
            return (entry.View.Members.First(member => member.HoldsState).Id, Ending(entry, last));
        int rank = entry.View.RankOf(last.Member!.Id);
        if (rank < 0 || !entry.View.Members[rank].HoldsState)
            return null;
        if (last.View.Number == entry.View.Number)
            return (last.Member!.Id, Ending(entry, last));
        // It has accepted the view, and so has the cut, but did not come to it.
        return
            last.View.Number.Next == entry.View.Number
            && entry.Decided is { } decided
            && last.Holds(decided.Cut.AsSpan())
            ? (last.Member!.Id, new Continuation(entry.Id, last.View.Number, decided.Cut))
            : null;
    }

    /// <summary>Nobody has decided how the view ends: all counts that the log has of it.</summary>
    private static Continuation Ending(DirectoryEntry entry, ViewCopy last)
    {
        ulong[] cut = last.Row();
        if (Mutants.Has(Mutant.TailCutTooFar))
            cut = [.. cut.Select(count => count > 0 ? count - 1 : 0)];
        return new Continuation(entry.Id, last.View.Number, [.. cut]);
    }

    private static string Holders(DirectoryEntry entry) =>
        string.Join(
            ", ",
            entry
                .View.Members.Where(member => member.HoldsState)
                .Select(member => $"{member.Name} ({member.Process.Address})")
        );

    private void WaitForLost(DirectoryEntry entry)
    {
        (Target, Contacts) = (null, []);
        _waiting = $"of those that held it, {Holders(entry)}, none is in the cluster any more";
        if (MayFound && (Context.Group.RecreatesLost || !Context.Group.HasState) && root.IsLostForGood(entry))
            Create(entry.Id);
    }
}

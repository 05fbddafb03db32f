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
        else if (lost)
            WaitForLost(entry);
        else if (MayFound && IsFoundedHere(entry))
            Found(entry);
        else
            Ask(entry);
    }

    /// <summary>G2: not where it was founded so long ago that it may be lost, and another in its place.</summary>
    private void Found(DirectoryEntry entry)
    {
        (Target, Contacts) = (null, []);
        _waiting = "created in the directory";
        Founding = entry.Id;
        if (root.HoldsLease)
            _founded = new FoundingView(entry.Id, entry.View.Members);
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
        _waiting = "creating the group in the directory";
        // It is asked for once, and again where the root may have lost it.
        if (!MayFound || Context.Now < _mayAskAt)
            return;
        _mayAskAt = Context.Now + Context.Node.SuspicionTime / 2;
        Member founder = Self with { HoldsState = true };
        root.Submit(new DirectoryCommand.Create(Context.Group.Name, _terms, _own, founder, replaces));
    }

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

    private void WaitForLost(DirectoryEntry entry)
    {
        (Target, Contacts) = (null, []);
        string[] holders =
        [
            .. entry
                .View.Members.Where(member => member.HoldsState)
                .Select(member => $"{member.Name} ({member.Process.Address})"),
        ];
        _waiting = $"of those that held it, {string.Join(", ", holders)}, none is in the cluster any more";
        if (MayFound && (Context.Group.RecreatesLost || !Context.Group.HasState) && root.IsLostForGood(entry))
            Create(entry.Id);
    }
}

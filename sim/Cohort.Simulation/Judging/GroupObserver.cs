using Cohort.Simulation.Applications;
using Cohort.Simulation.Worlds;

namespace Cohort.Simulation.Judging;

/// <summary>
/// What one who sees every process at once knows of a group: which views there were, which of them living members hold
/// now, and from that whether the group can still decide anything.
/// </summary>
internal sealed class GroupObserver(World world, int group)
{
    private readonly bool _governed = world.Scenario.Groups[group].Governed;

    // Where the seeds have disks they form the root anew by themselves: an operator has nothing to do for it.
    private readonly bool _formsAnew = world.Scenario.Groups[group].IsRoot && world.Scenario.HasDisks;
    private readonly int _most = world.Scenario.Groups[group].IsRoot ? world.Scenario.MostVoters : int.MaxValue;
    private readonly Dictionary<GroupId, int> _formations = [];
    private readonly HashSet<(GroupId, ViewNumber)> _brokenChanges = [];
    private readonly HashSet<(GroupId, ViewNumber)> _views = [];

    /// <summary>How many views followed another one.</summary>
    public int ViewChanges => _views.Count - _formations.Count;

    /// <summary>How often the group was formed.</summary>
    public int Formations => _formations.Count;

    /// <summary>How many processes died while the group had no member anywhere and was being formed.</summary>
    public int DeathsWhileForming { get; private set; }

    /// <summary>The newest view of the newest formation that a living member holds; null where there is none.</summary>
    public View? Newest
    {
        get
        {
            (int Formation, ViewNumber Number) latest = default;
            View? newest = null;
            foreach (Host host in world.Hosts)
            {
                if (host.MembershipIn(group) is not { Held: { } view })
                    continue;
                (int Formation, ViewNumber Number) place = (_formations[view.Group], view.Number);
                if (newest is null || place.CompareTo(latest) > 0)
                    (newest, latest) = (view, place);
            }

            return newest;
        }
    }

    /// <summary>Whether nobody is a member: the group is yet to be formed.</summary>
    public bool IsForming => Newest is null && !_governed;

    /// <summary>A machine installed a view.</summary>
    public void Installed(View view)
    {
        _formations.TryAdd(view.Group, _formations.Count);
        _views.Add((view.Group, view.Number));
        DeathsWhileForming = 0;
    }

    /// <summary>A process is about to die.</summary>
    public void Dies(Host host)
    {
        if (IsForming)
            DeathsWhileForming++;
        else if (host.MembershipIn(group) is { Held: { } view } membership)
            NoteBrokenChange(view, membership);
    }

    // What it had proposed, accepted or alone installed may bind the others to a view that needs it.
    private void NoteBrokenChange(View view, Membership dying)
    {
        // The change may be one that promotes it, of which it shows nothing while it follows.
        if (dying.Status != GroupStatus.Active || !Counts(dying))
            _brokenChanges.Add((view.Group, view.Number));
        bool isAlone = !Memberships()
            .Any(other =>
                other != dying && other.Held is { } held && held.Group == view.Group && held.Number >= view.Number
            );
        if (isAlone && view.Number.Value > 0)
            _brokenChanges.Add((view.Group, new ViewNumber(view.Number.Value - 1)));
    }

    /// <summary>Everything was stopped: what comes next is formed anew.</summary>
    public void Forget() => DeathsWhileForming = 0;

    /// <summary>The host of the lowest-ranked living member that holds the state; the first host where there is none.</summary>
    public Host Coordinator()
    {
        if (Newest is { } view)
            foreach (Member member in view.Members)
                if (member.HoldsState && HostOf(member) is { } host)
                    return host;
        return world.Hosts[0];
    }

    /// <summary>Whether too few members of the newest view live for anything ever to be decided again.</summary>
    public bool HasLostItsQuorum() =>
        !_governed
        && !_formsAnew
        && Newest is { } view
        && !QuorumRule.IsQuorum(view, member => HostOf(member) is not null);

    /// <summary>
    /// Whether the change that is to follow the newest view may be one that nobody can bring to its end: somebody died in
    /// it, whom the value that the others must adopt may need, and nobody gets on. Section 6 of the protocol calls it
    /// inherent; whether it is so here only time tells.
    /// </summary>
    public bool IsStuckInBrokenChange() =>
        !_governed
        && !_formsAnew
        && Newest is { } view
        && _brokenChanges.Contains((view.Group, view.Number))
        && Members()
            .Where(Counts)
            .All(membership => membership.Status is GroupStatus.Blocked or GroupStatus.Changing or GroupStatus.Joining);

    private static bool Counts(Membership membership)
    {
        foreach (Member member in membership.Held!.Members)
            if (member.Id == membership.Self)
                return member.HoldsState;
        return false;
    }

    /// <summary>Members of formations that lost their quorum for good while others formed the group anew.</summary>
    public IEnumerable<Host> LeftOver()
    {
        if (_governed || _formsAnew)
            return [];
        GroupId? newest = Newest?.Group;
        return world.Hosts.Where(host =>
            host.MembershipIn(group) is { Held: { } held }
            && held.Group != newest
            && !QuorumRule.IsQuorum(held, member => HostOf(member) is not null)
        );
    }

    /// <summary>
    /// Whether the group would keep its quorum if a host's process died, or left, now: in every view that some member is
    /// in, for who has not heard of the next view yet must get there with those that live. While the group forms, one
    /// death is what the others survive whatever they had already agreed on.
    /// </summary>
    public bool SurvivesWithout(Host lost)
    {
        if (IsForming)
            return DeathsWhileForming == 0;
        if (_governed)
            return Held().All(view => view.Members.Any(member => IsThereWithout(lost, member)));
        // Who is about to leave is as good as gone.
        return Held().All(view => QuorumRule.IsQuorum(view, member => IsThereWithout(lost, member)));
    }

    private bool IsThereWithout(Host lost, Member member) =>
        HostOf(member) is { } host && host != lost && host.Wants(group) && (member.HoldsState || !_governed);

    /// <summary>Whether a quorum of the listed addresses would still be in the group without a host's process.</summary>
    public bool IsAnchoredWithout(Host lost)
    {
        if (_governed)
            return true;
        int total = 0;
        int there = 0;
        foreach (Host host in world.Hosts.Take(world.Scenario.Listed))
        {
            int weight = host.Index == 0 ? 3 : 2;
            total += weight;
            if (host != lost && host.Wants(group) && host.MembershipIn(group)?.Self is not null)
                there += weight;
        }

        return there * 2 > total;
    }

    /// <summary>Whether everyone who wants to be a member is one, in one and the same working view.</summary>
    public bool IsStable()
    {
        View? common = null;
        int members = 0;
        foreach (Host host in world.Hosts)
        {
            if (host.Process is null || !host.Wants(group))
                continue;
            members++;
            if (host.MembershipIn(group) is not { Status: GroupStatus.Active, View: { } view })
                return false;
            common ??= view;
            if (view.Group != common.Group || view.Number != common.Number)
                return false;
        }

        return common is null
            || common.Members.Length == members
                && common.Members.All(member => HostOf(member)?.Wants(group) == true)
                && common.Members.Count(member => member.HoldsState) == Math.Min(members, _most);
    }

    /// <summary>Whether nothing that was sent is still on its way.</summary>
    public bool IsQuiet()
    {
        ulong? contents = null;
        foreach (Membership membership in Memberships())
        {
            if (!membership.IsQuiet)
                return false;
            contents ??= membership.State.Contents;
            if (membership.Plan.HasState && membership.State.Contents != contents)
                return false;
        }

        return true;
    }

    // The views of the newest formation that living members hold, oldest first.
    private IEnumerable<View> Held() =>
        Members().Select(membership => membership.Held!).DistinctBy(view => view.Number).OrderBy(view => view.Number);

    private IEnumerable<Membership> Members()
    {
        Membership[] members = [.. Memberships().Where(membership => membership.Held is not null)];
        int newest = members.Length == 0 ? 0 : members.Max(membership => _formations[membership.Held!.Group]);
        return members.Where(membership => _formations[membership.Held!.Group] == newest);
    }

    private IEnumerable<Membership> Memberships() =>
        world.Hosts.Select(host => host.MembershipIn(group)).OfType<Membership>();

    // The host where a member is still a member: the process runs, and has not left or been put out.
    private Host? HostOf(Member member)
    {
        foreach (Host host in world.Hosts)
            if (host.Process?.Id == member.Process)
                return host.MembershipIn(group)?.Self == member.Id ? host : null;
        return null;
    }
}

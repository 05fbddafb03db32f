using Cohort.Simulation.Applications;
using Cohort.Simulation.Worlds;

namespace Cohort.Simulation.Judging;

/// <summary>
/// What one who sees every process at once knows of a group: its newest view anywhere, who of it still lives, whether it
/// can still decide anything.
/// </summary>
internal sealed class GroupObserver(World world, int group)
{
    private readonly HashSet<GroupId> _formations = [];

    /// <summary>The newest view that any process has installed; null before the first.</summary>
    public View? Newest { get; private set; }

    /// <summary>How many views followed another one.</summary>
    public int ViewChanges { get; private set; }

    /// <summary>How often the group was formed.</summary>
    public int Formations => _formations.Count;

    /// <summary>How many processes died since the group began to form, while it had no view.</summary>
    public int DeathsWhileForming { get; private set; }

    /// <summary>A process died.</summary>
    public void Died()
    {
        if (Newest is null)
            DeathsWhileForming++;
    }

    /// <summary>A machine installed a view.</summary>
    public void Installed(View view)
    {
        if (_formations.Add(view.Group))
        {
            Newest = view;
        }
        else if (Newest is { } newest && newest.Group == view.Group && newest.Number < view.Number)
        {
            Newest = view;
            ViewChanges++;
        }
    }

    /// <summary>Everything was stopped: what comes next is formed anew.</summary>
    public void Forget()
    {
        Newest = null;
        DeathsWhileForming = 0;
    }

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
        Newest is { } view && !QuorumRule.IsQuorum(view, member => HostOf(member) is not null);

    /// <summary>
    /// Whether the group would keep its quorum if a host's process died, or left, now. While it forms, one death is what
    /// the others survive whatever they had already agreed on.
    /// </summary>
    public bool SurvivesWithout(Host lost)
    {
        if (Newest is not { } view)
            return DeathsWhileForming == 0;
        // Who is about to leave is as good as gone.
        return QuorumRule.IsQuorum(view, member => HostOf(member) is { } host && host != lost && host.Wants(group));
    }

    /// <summary>Whether a quorum of the listed addresses would still be in the group without a host's process.</summary>
    public bool IsAnchoredWithout(Host lost)
    {
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
                && common.Members.All(member => member.HoldsState && HostOf(member)?.Wants(group) == true);
    }

    /// <summary>Whether nothing that was sent is still on its way.</summary>
    public bool IsQuiet()
    {
        ulong? position = null;
        foreach (Host host in world.Hosts)
        {
            if (host.MembershipIn(group) is not { } membership)
                continue;
            if (!membership.IsQuiet)
                return false;
            position ??= membership.State.Contents;
            if (membership.Plan.HasState && membership.State.Contents != position)
                return false;
        }

        return true;
    }

    // The host where a member is still a member: the process runs, and has not left or been put out.
    private Host? HostOf(Member member)
    {
        foreach (Host host in world.Hosts)
            if (host.Process?.Id == member.Process)
                return host.MembershipIn(group)?.Self == member.Id ? host : null;
        return null;
    }
}

using Cohort.Simulation.Applications;
using Cohort.Simulation.Worlds;

namespace Cohort.Simulation.Restarts;

/// <summary>What one who sees all members says of the group.</summary>
internal sealed class GroupJudgement(World world)
{
    private Membership[] Members =>
        [.. world.Hosts.Select(host => host.MembershipIn(RestartPlan.Group)).OfType<Membership>()];

    /// <summary>Whether all that run are in one view, with the same state, and nothing is under way.</summary>
    public bool IsWhole() =>
        world.Groups[RestartPlan.Group] is var group
        && group.IsStable()
        && group.IsQuiet()
        && Members.Select(member => member.State.Hash).Distinct().Count() == 1;

    /// <summary>Whether anybody has come to a view of it.</summary>
    public bool HasMembers() => Members.Any(member => member.Held is not null || member.View is not null);

    /// <summary>What each member has.</summary>
    public IReadOnlyList<IReadOnlyList<long>> Contents() => [.. Members.Select(Ledger.Of)];

    public override string ToString() =>
        string.Join(
            "; ",
            world.Hosts.Select(host =>
                host.MembershipIn(RestartPlan.Group) is { } member
                    ? $"{host.Name}: {member.Status} {member.View} [{string.Join(' ', Ledger.Of(member))}]"
                    : $"{host.Name}: away"
            )
        );
}

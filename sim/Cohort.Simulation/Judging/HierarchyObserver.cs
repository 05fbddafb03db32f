using Cohort.Simulation.Applications;
using Cohort.Simulation.Worlds;

namespace Cohort.Simulation.Judging;

/// <summary>What is known of the hierarchical group by one who sees everything.</summary>
internal sealed class HierarchyObserver(World world)
{
    private IEnumerable<HierarchyMember> Members =>
        world.Hosts.Select(host => host.Process?.Hierarchy).OfType<HierarchyMember>();

    /// <summary>Whether all are in leaves that follow one parent.</summary>
    public bool IsStable() =>
        Members.All(member => member.IsAtWork)
        && Members.Select(member => member.Reached.Parent).Distinct().Count() <= 1;

    /// <summary>Whether all have come as far as any, and nothing is under way.</summary>
    public bool IsQuiet() =>
        Members.All(member => member.IsQuiet) && Members.Select(member => member.Reached).Distinct().Count() <= 1;
}

using Cohort.Simulation.Toolkit;
using Cohort.Simulation.Worlds;

namespace Cohort.Simulation.Judging;

/// <summary>What is known of the group with replicated objects by one who sees everything.</summary>
internal sealed class ToolObserver(World world)
{
    private IEnumerable<ToolMember> Members => world.Hosts.Select(host => host.Process?.Tools).OfType<ToolMember>();

    /// <summary>Whether all are members of one formation.</summary>
    public bool IsStable() =>
        Members.All(member => member.IsAtWork)
        && Members.Select(member => member.Reached.Formation).Distinct().Count() <= 1;

    /// <summary>Whether all have come as far as any, and nothing is under way.</summary>
    public bool IsQuiet() =>
        Members.All(member => member.IsQuiet) && Members.Select(member => member.Reached).Distinct().Count() <= 1;
}

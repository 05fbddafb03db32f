using Cohort.Toolkit.Barriers;

namespace Cohort;

/// <summary>How a group comes to have barriers.</summary>
public static class BarrierTools
{
    /// <summary>The group has barriers.</summary>
    /// <param name="tools">The tools of the group.</param>
    /// <param name="name">What they are called in the group, with 1 to 100 characters.</param>
    /// <exception cref="ArgumentException">There is something of that name, or that cannot be one.</exception>
    public static GroupTools Barrier(this GroupTools tools, string name)
    {
        ArgumentNullException.ThrowIfNull(tools);
        return tools.Add<BarrierTable>("barriers", name, group => group.Barrier(name));
    }

    /// <summary>The barriers of a group.</summary>
    /// <param name="group">The group.</param>
    /// <param name="name">What they are called in it.</param>
    /// <exception cref="ArgumentException">The group has no barriers of that name.</exception>
    public static GroupBarrier Barrier(this ToolGroup group, string name)
    {
        ArgumentNullException.ThrowIfNull(group);
        return group.Tool(name, () => new GroupBarrier(group, name));
    }
}

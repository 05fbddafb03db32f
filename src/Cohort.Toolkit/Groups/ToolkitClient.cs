using Cohort.Runtime;
using Cohort.Toolkit.Groups;

namespace Cohort;

/// <summary>What the toolkit adds to a <see cref="CohortClient"/>.</summary>
public static class ToolkitClient
{
    /// <summary>
    /// A replicated object of a group, for this process to use though it is no member. Nothing is asked of the group until it is
    /// used: where there is no such group or object, the first update or read says so.
    /// </summary>
    /// <param name="client">The client.</param>
    /// <param name="group">The name of the group.</param>
    /// <param name="name">The object's name in the group; default: that of the group, as <see cref="ToolkitNode.ReplicateAsync{T}"/>
    /// names it.</param>
    /// <param name="timeProvider">Where updates take their time from (<see cref="UpdateContext.Now"/>). Default: the system's
    /// clock.</param>
    /// <exception cref="OptionsException">The name of the group is not allowed.</exception>
    /// <exception cref="ArgumentException">That cannot be the name of an object; it says why.</exception>
    public static RemoteObject<T> Object<T>(
        this CohortClient client,
        string group,
        string? name = null,
        TimeProvider? timeProvider = null
    )
        where T : class, IReplicated<T>
    {
        ArgumentNullException.ThrowIfNull(client);
        NodeOptionsCheck.GroupName(nameof(group), group);
        if (name is not null)
            ToolName.Check("object", name);
        return new RemoteObject<T>(client, group, name ?? group, timeProvider ?? TimeProvider.System);
    }
}

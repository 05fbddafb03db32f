using Cohort.Toolkit.Locks;

namespace Cohort;

/// <summary>How a group comes to have locks.</summary>
public static class LockTools
{
    /// <summary>The group has locks and semaphores.</summary>
    /// <param name="tools">The tools of the group.</param>
    /// <param name="name">What they are called in the group, with 1 to 100 characters.</param>
    /// <exception cref="ArgumentException">There is something of that name, or that cannot be one.</exception>
    public static GroupTools Locks(this GroupTools tools, string name)
    {
        ArgumentNullException.ThrowIfNull(tools);
        return tools.Add<LockTable>("locks", name, group => group.Locks(name));
    }

    /// <summary>The locks of a group.</summary>
    /// <param name="group">The group.</param>
    /// <param name="name">What they are called in it.</param>
    /// <exception cref="ArgumentException">The group has no locks of that name.</exception>
    public static GroupLocks Locks(this ToolGroup group, string name)
    {
        ArgumentNullException.ThrowIfNull(group);
        return group.Tool(name, () => new GroupLocks(group, name));
    }

    /// <summary>Joins the group of a name that has locks and nothing else.</summary>
    /// <param name="node">The node.</param>
    /// <param name="name">The name of the group.</param>
    /// <param name="options">What is wanted of the group. Default: nothing in particular.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <returns>The locks; to dispose of them leaves the group.</returns>
    /// <exception cref="JoinRefusedException">The members of the group have other tools.</exception>
    public static async Task<GroupLocks> LocksAsync(
        this Node node,
        string name,
        ToolGroupOptions? options = null,
        CancellationToken cancellationToken = default
    )
    {
        ToolGroup group = await node.JoinAsync(
                name,
                tools => tools.Add<LockTable>("locks", name, Own),
                options,
                cancellationToken
            )
            .ConfigureAwait(false);
        return group.Locks(name);

        void Own(ToolGroup joined) => joined.Tool(name, () => new GroupLocks(joined, name, ownsGroup: true));
    }
}

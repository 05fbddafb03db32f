using Cohort.Toolkit.Elections;

namespace Cohort;

/// <summary>How a group comes to have elections.</summary>
public static class ElectionTools
{
    /// <summary>The group elects leaders.</summary>
    /// <param name="tools">The tools of the group.</param>
    /// <param name="name">What the elections are called in the group, with 1 to 100 characters.</param>
    /// <exception cref="ArgumentException">There is something of that name, or that cannot be one.</exception>
    public static GroupTools Elections(this GroupTools tools, string name)
    {
        ArgumentNullException.ThrowIfNull(tools);
        return tools.Add<ElectionTable>("elections", name, group => group.Elections(name));
    }

    /// <summary>The elections of a group.</summary>
    /// <param name="group">The group.</param>
    /// <param name="name">What they are called in it.</param>
    /// <exception cref="ArgumentException">The group has no elections of that name.</exception>
    public static GroupElections Elections(this ToolGroup group, string name)
    {
        ArgumentNullException.ThrowIfNull(group);
        return group.Tool(name, () => new GroupElections(group, name));
    }

    /// <summary>Joins the group of a name that elects leaders and has nothing else.</summary>
    /// <param name="node">The node.</param>
    /// <param name="name">The name of the group.</param>
    /// <param name="options">What is wanted of the group. Default: nothing in particular.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <returns>The elections; to dispose of them leaves the group.</returns>
    /// <exception cref="JoinRefusedException">The members of the group have other tools.</exception>
    public static async Task<GroupElections> ElectionsAsync(
        this Node node,
        string name,
        ToolGroupOptions? options = null,
        CancellationToken cancellationToken = default
    )
    {
        ToolGroup group = await node.JoinAsync(
                name,
                tools => tools.Add<ElectionTable>("elections", name, Own),
                options,
                cancellationToken
            )
            .ConfigureAwait(false);
        return group.Elections(name);

        void Own(ToolGroup joined) => joined.Tool(name, () => new GroupElections(joined, name, ownsGroup: true));
    }
}

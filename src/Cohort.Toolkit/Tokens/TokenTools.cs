using Cohort.Toolkit.Tokens;

namespace Cohort;

/// <summary>How a group comes to have tokens.</summary>
public static class TokenTools
{
    /// <summary>The group has a token, which one member has at a time.</summary>
    /// <param name="tools">The tools of the group.</param>
    /// <param name="name">What it is called in the group, with 1 to 100 characters.</param>
    /// <exception cref="ArgumentException">There is something of that name, or that cannot be one.</exception>
    public static GroupTools Token(this GroupTools tools, string name)
    {
        ArgumentNullException.ThrowIfNull(tools);
        return tools.Add<TokenState>("token", name, group => group.Token(name));
    }

    /// <summary>A token of a group.</summary>
    /// <param name="group">The group.</param>
    /// <param name="name">What it is called in it.</param>
    /// <exception cref="ArgumentException">The group has no token of that name.</exception>
    public static GroupToken Token(this ToolGroup group, string name)
    {
        ArgumentNullException.ThrowIfNull(group);
        return group.Tool(name, () => new GroupToken(group, name));
    }
}

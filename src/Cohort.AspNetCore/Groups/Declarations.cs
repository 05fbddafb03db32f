using Cohort.Runtime;
using Microsoft.Extensions.Configuration;

namespace Cohort.AspNetCore.Groups;

/// <summary>What an application has declared: its groups, and what each has; made while services are added.</summary>
internal sealed class Declarations
{
    private readonly List<GroupDeclaration> _groups = [];
    private readonly List<DeclaredTool> _tools = [];

    /// <summary>Where the settings are; null where all of them are in code.</summary>
    public IConfiguration? Configuration { get; set; }

    /// <summary>The groups, in the order in which they were declared.</summary>
    public IReadOnlyList<GroupDeclaration> Groups => _groups;

    /// <summary>All tools of all groups.</summary>
    public IReadOnlyList<DeclaredTool> Tools => _tools;

    /// <summary>Where an option stands in configuration, or what it is called in code.</summary>
    public string KeyOf(string option) =>
        Configuration is IConfigurationSection { Path: var path } ? $"{path}:{option}" : option;

    /// <summary>The group of a name, which is declared with this where it was not.</summary>
    /// <exception cref="OptionsException">That cannot be the name of a group.</exception>
    public GroupDeclaration Group(string name)
    {
        NodeOptionsCheck.GroupName(nameof(name), name);
        GroupDeclaration? found = _groups.Find(group => group.Name == name);
        if (found is null)
            _groups.Add(found = new GroupDeclaration(name));
        return found;
    }

    /// <summary>A tool more.</summary>
    /// <exception cref="ArgumentException">There is one that is asked for in the same way.</exception>
    public void Add(DeclaredTool tool)
    {
        if (_tools.Exists(other => other.Type == tool.Type && other.Path == tool.Path))
            throw new ArgumentException(
                $"There is a {tool.TypeName} '{tool.Path}' already. Each has a name of its own."
            );
        _tools.Add(tool);
    }
}

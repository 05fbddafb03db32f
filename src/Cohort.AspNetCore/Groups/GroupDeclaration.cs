namespace Cohort.AspNetCore.Groups;

/// <summary>A group that the application's node joins.</summary>
internal sealed class GroupDeclaration(string name)
{
    private readonly GroupTools _shapes = new();
    private readonly List<Action<GroupTools, IServiceProvider?>> _tools = [];
    private readonly List<Action<CohortGroupOptions>> _options = [];

    /// <summary>Its name.</summary>
    public string Name => name;

    /// <summary>It has a tool more.</summary>
    /// <param name="declare">Names it among the tools; the services are those that make what it calls, when the group is joined.</param>
    /// <exception cref="ArgumentException">It cannot have that tool, or not by that name.</exception>
    public void Add(Action<GroupTools, IServiceProvider?> declare)
    {
        // Whoever declares what cannot be is told so at once, and where it stands.
        declare(_shapes, null);
        _tools.Add(declare);
    }

    /// <summary>Something more is wanted of it.</summary>
    public void Add(Action<CohortGroupOptions>? configure)
    {
        if (configure is not null)
            _options.Add(configure);
    }

    /// <summary>What the code wants of it.</summary>
    public CohortGroupOptions Options()
    {
        var options = new CohortGroupOptions();
        foreach (Action<CohortGroupOptions> configure in _options)
            configure(options);
        return options;
    }

    /// <summary>Its tools, for one that is going to be joined.</summary>
    public GroupTools Tools(IServiceProvider services)
    {
        var tools = new GroupTools();
        foreach (Action<GroupTools, IServiceProvider?> declare in _tools)
            declare(tools, services);
        return tools;
    }
}

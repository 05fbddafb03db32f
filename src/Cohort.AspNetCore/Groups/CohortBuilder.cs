using System.Diagnostics.CodeAnalysis;
using Cohort.AspNetCore.Groups;
using Cohort.AspNetCore.Singletons;
using Cohort.Toolkit.Groups;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;

namespace Cohort;

/// <summary>
/// Names the groups that the application's node joins when its host starts, and what they have. One that has a single tool is named as
/// that tool is; <see cref="AddGroup"/> names several in one group. All members of a group name the same tools in the same order.
/// </summary>
public sealed class CohortBuilder
{
    private const string Singletons = "singletons";

    private readonly Declarations _declarations;

    internal CohortBuilder(IServiceCollection services, Declarations declarations) =>
        (Services, _declarations) = (services, declarations);

    /// <summary>The services of the application.</summary>
    public IServiceCollection Services { get; }

    /// <summary>Says something of the node, behind what configuration has said.</summary>
    public CohortBuilder Configure(Action<CohortOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(configure);
        Services.Configure(configure);
        return this;
    }

    /// <summary>Joins a group with several tools. Asked again for the same group, it adds to it.</summary>
    /// <param name="name">The name of the group, 1 to 100 characters.</param>
    /// <param name="tools">Names them.</param>
    /// <param name="options">What is wanted of the group; configuration under <c>Groups</c> goes before it.</param>
    /// <exception cref="OptionsException">That cannot be the name of a group.</exception>
    /// <exception cref="ArgumentException">A tool cannot be there, or not by that name.</exception>
    public CohortBuilder AddGroup(
        string name,
        Action<CohortGroupBuilder> tools,
        Action<CohortGroupOptions>? options = null
    )
    {
        ArgumentNullException.ThrowIfNull(tools);
        GroupDeclaration group = _declarations.Group(name);
        group.Add(options);
        // The group itself can be injected, too.
        if (!_declarations.Tools.Any(tool => tool.Type == typeof(ToolGroup) && tool.Group == name))
        {
            var itself = new DeclaredTool(typeof(ToolGroup), name, null);
            _declarations.Add(itself);
            Injection.Add(Services, itself, static group => group);
        }
        tools(new CohortGroupBuilder(Services, _declarations, group));
        return this;
    }

    /// <summary>Joins the group of a name that is an object of this class: <see cref="Replica{T}"/>.</summary>
    /// <typeparam name="T">Its class, marked <see cref="ReplicatedAttribute"/>.</typeparam>
    /// <inheritdoc cref="AddGroup" path="/param"/>
    /// <inheritdoc cref="AddGroup" path="/exception"/>
    public CohortBuilder Replicate<T>(string name, Action<CohortGroupOptions>? options = null)
        where T : class, IReplicated<T> => AddGroup(name, group => group.Replicate<T>(name), options);

    /// <summary>Joins the group of a name that is a dictionary: <see cref="ReplicatedDictionary{TKey, TValue}"/>.</summary>
    /// <inheritdoc cref="AddGroup" path="/param"/>
    /// <inheritdoc cref="AddGroup" path="/exception"/>
    public CohortBuilder Dictionary<TKey, TValue>(string name, Action<CohortGroupOptions>? options = null)
        where TKey : notnull => AddGroup(name, group => group.Dictionary<TKey, TValue>(name), options);

    /// <summary>Joins the group of a name that is a set: <see cref="ReplicatedSet{T}"/>.</summary>
    /// <inheritdoc cref="AddGroup" path="/param"/>
    /// <inheritdoc cref="AddGroup" path="/exception"/>
    public CohortBuilder Set<T>(string name, Action<CohortGroupOptions>? options = null)
        where T : notnull => AddGroup(name, group => group.Set<T>(name), options);

    /// <summary>Joins the group of a name that is a queue: <see cref="ReplicatedQueue{T}"/>.</summary>
    /// <inheritdoc cref="AddGroup" path="/param"/>
    /// <inheritdoc cref="AddGroup" path="/exception"/>
    public CohortBuilder Queue<T>(string name, Action<CohortGroupOptions>? options = null) =>
        AddGroup(name, group => group.Queue<T>(name), options);

    /// <summary>Joins the group of a name that is a counter: <see cref="ReplicatedCounter"/>.</summary>
    /// <inheritdoc cref="AddGroup" path="/param"/>
    /// <inheritdoc cref="AddGroup" path="/exception"/>
    public CohortBuilder Counter(string name, Action<CohortGroupOptions>? options = null) =>
        AddGroup(name, group => group.Counter(name), options);

    /// <summary>Joins the group of a name that has settings which the members share: <see cref="ReplicatedConfiguration"/>.</summary>
    /// <inheritdoc cref="AddGroup" path="/param"/>
    /// <inheritdoc cref="AddGroup" path="/exception"/>
    public CohortBuilder Configuration(string name, Action<CohortGroupOptions>? options = null) =>
        AddGroup(name, group => group.Configuration(name), options);

    /// <summary>Joins the group of a name that has locks: <see cref="GroupLocks"/>.</summary>
    /// <inheritdoc cref="AddGroup" path="/param"/>
    /// <inheritdoc cref="AddGroup" path="/exception"/>
    public CohortBuilder Locks(string name, Action<CohortGroupOptions>? options = null) =>
        AddGroup(name, group => group.Locks(name), options);

    /// <summary>Joins the group of a name that elects leaders: <see cref="GroupElections"/>.</summary>
    /// <inheritdoc cref="AddGroup" path="/param"/>
    /// <inheritdoc cref="AddGroup" path="/exception"/>
    public CohortBuilder Elections(string name, Action<CohortGroupOptions>? options = null) =>
        AddGroup(name, group => group.Elections(name), options);

    /// <summary>Joins the group of a name that has a token: <see cref="GroupToken"/>.</summary>
    /// <inheritdoc cref="AddGroup" path="/param"/>
    /// <inheritdoc cref="AddGroup" path="/exception"/>
    public CohortBuilder Token(string name, Action<CohortGroupOptions>? options = null) =>
        AddGroup(name, group => group.Token(name), options);

    /// <summary>Joins the group of a name that has barriers: <see cref="GroupBarrier"/>.</summary>
    /// <inheritdoc cref="AddGroup" path="/param"/>
    /// <inheritdoc cref="AddGroup" path="/exception"/>
    public CohortBuilder Barrier(string name, Action<CohortGroupOptions>? options = null) =>
        AddGroup(name, group => group.Barrier(name), options);

    /// <summary>
    /// Has a service run at one member at a time, and at another when that is gone (<see cref="Singleton"/>): one is made, with a scope of its
    /// own, for each turn that this process has.
    /// </summary>
    /// <typeparam name="TService">The service.</typeparam>
    /// <param name="name">Tells it from other singletons, the same at all members. Default: the name of the class.</param>
    /// <param name="group">The name of the group in which it is decided who runs it; one that is declared gets elections for it. Default:
    /// <c>singletons</c>, a group for all of them.</param>
    /// <param name="options">How often it is tried again where it throws. What it throws is logged.</param>
    /// <exception cref="ArgumentException">That cannot be a name, or an option is out of its range.</exception>
    public CohortBuilder AddClusterSingleton<
        [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] TService
    >(string? name = null, string group = Singletons, SingletonOptions? options = null)
        where TService : class, IClusterSingleton
    {
        string known = name ?? typeof(TService).Name;
        ToolName.Check("singleton", known, ToolName.Longest);
        options ??= new SingletonOptions();
        options.Check();
        bool hasElections = _declarations.Tools.Any(tool => tool.Group == group && tool.Name == Singletons);
        AddGroup(
            group,
            tools =>
            {
                if (!hasElections)
                    tools.Elections(Singletons);
            }
        );
        Services.TryAddScoped<TService>();
        Services.AddSingleton<IHostedService>(services => new SingletonRun<TService>(
            services,
            known,
            group,
            Singletons,
            options
        ));
        return this;
    }
}

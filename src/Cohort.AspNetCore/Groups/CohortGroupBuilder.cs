using Cohort.AspNetCore.Groups;
using Microsoft.Extensions.DependencyInjection;

namespace Cohort;

/// <summary>
/// Names the tools of one group, in the same order at all members. Each can be injected: by its type where the application has one of it, or
/// by a key, <c>[FromKeyedServices("locks")]</c>, which is its name, that of its group, or <c>group/name</c>.
/// </summary>
public sealed class CohortGroupBuilder
{
    private readonly IServiceCollection _services;
    private readonly Declarations _declarations;
    private readonly GroupDeclaration _group;

    internal CohortGroupBuilder(IServiceCollection services, Declarations declarations, GroupDeclaration group) =>
        (_services, _declarations, _group) = (services, declarations, group);

    /// <summary>The name of the group.</summary>
    public string Name => _group.Name;

    /// <summary>A replica of an object: <see cref="Replica{T}"/>.</summary>
    /// <typeparam name="T">Its class, marked <see cref="ReplicatedAttribute"/>.</typeparam>
    /// <param name="name">Its name in the group, 1 to 100 characters.</param>
    /// <exception cref="ArgumentException">The group has something of that name, or that cannot be one.</exception>
    public CohortGroupBuilder Replicate<T>(string name)
        where T : class, IReplicated<T> => Add(name, tools => tools.Replicate<T>(name), group => group.Get<T>(name));

    /// <summary>A dictionary: <see cref="ReplicatedDictionary{TKey, TValue}"/>.</summary>
    /// <inheritdoc cref="Replicate{T}" path="/param"/>
    /// <inheritdoc cref="Replicate{T}" path="/exception"/>
    /// <exception cref="NotSupportedException">The keys or values have no codec; the message says what to do.</exception>
    public CohortGroupBuilder Dictionary<TKey, TValue>(string name)
        where TKey : notnull =>
        Add(name, tools => tools.Dictionary<TKey, TValue>(name), group => group.Dictionary<TKey, TValue>(name));

    /// <summary>A set: <see cref="ReplicatedSet{T}"/>.</summary>
    /// <inheritdoc cref="Dictionary{TKey, TValue}" path="/param"/>
    /// <inheritdoc cref="Dictionary{TKey, TValue}" path="/exception"/>
    public CohortGroupBuilder Set<T>(string name)
        where T : notnull => Add(name, tools => tools.Set<T>(name), group => group.Set<T>(name));

    /// <summary>A queue: <see cref="ReplicatedQueue{T}"/>.</summary>
    /// <inheritdoc cref="Dictionary{TKey, TValue}" path="/param"/>
    /// <inheritdoc cref="Dictionary{TKey, TValue}" path="/exception"/>
    public CohortGroupBuilder Queue<T>(string name) =>
        Add(name, tools => tools.Queue<T>(name), group => group.Queue<T>(name));

    /// <summary>A counter: <see cref="ReplicatedCounter"/>.</summary>
    /// <inheritdoc cref="Replicate{T}" path="/param"/>
    /// <inheritdoc cref="Replicate{T}" path="/exception"/>
    public CohortGroupBuilder Counter(string name) =>
        Add(name, tools => tools.Counter(name), group => group.Counter(name));

    /// <summary>Settings that the members share and watch: <see cref="ReplicatedConfiguration"/>.</summary>
    /// <inheritdoc cref="Replicate{T}" path="/param"/>
    /// <inheritdoc cref="Replicate{T}" path="/exception"/>
    public CohortGroupBuilder Configuration(string name) =>
        Add(name, tools => tools.Configuration(name), group => group.Configuration(name));

    /// <summary>Locks and semaphores: <see cref="GroupLocks"/>.</summary>
    /// <inheritdoc cref="Replicate{T}" path="/param"/>
    /// <inheritdoc cref="Replicate{T}" path="/exception"/>
    public CohortGroupBuilder Locks(string name) => Add(name, tools => tools.Locks(name), group => group.Locks(name));

    /// <summary>Elections: <see cref="GroupElections"/>.</summary>
    /// <inheritdoc cref="Replicate{T}" path="/param"/>
    /// <inheritdoc cref="Replicate{T}" path="/exception"/>
    public CohortGroupBuilder Elections(string name) =>
        Add(name, tools => tools.Elections(name), group => group.Elections(name));

    /// <summary>A token: <see cref="GroupToken"/>.</summary>
    /// <inheritdoc cref="Replicate{T}" path="/param"/>
    /// <inheritdoc cref="Replicate{T}" path="/exception"/>
    public CohortGroupBuilder Token(string name) => Add(name, tools => tools.Token(name), group => group.Token(name));

    /// <summary>Barriers: <see cref="GroupBarrier"/>.</summary>
    /// <inheritdoc cref="Replicate{T}" path="/param"/>
    /// <inheritdoc cref="Replicate{T}" path="/exception"/>
    public CohortGroupBuilder Barrier(string name) =>
        Add(name, tools => tools.Barrier(name), group => group.Barrier(name));

    /// <summary>Each member serves a contract; to be called it is injected as <see cref="GroupCalls{T}"/>.</summary>
    /// <typeparam name="T">The interface, marked <see cref="GroupContractAttribute"/>.</typeparam>
    /// <param name="implementation">Makes what is called at this member, when the group is joined.</param>
    /// <exception cref="ArgumentException">The group serves it already, or it is no contract.</exception>
    public CohortGroupBuilder Serve<T>(Func<IServiceProvider, T> implementation)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(implementation);
        return Add(
            null,
            (tools, services) => tools.ServeWhenJoined(() => implementation(services!)),
            group => group.Calls<T>()
        );
    }

    /// <summary>Each member serves a contract, by a service that is made once; to be called it is injected as
    /// <see cref="GroupCalls{T}"/>.</summary>
    /// <typeparam name="T">The interface, marked <see cref="GroupContractAttribute"/>.</typeparam>
    /// <typeparam name="TImplementation">What is called at this member. It may ask for the tools of the same group.</typeparam>
    /// <exception cref="ArgumentException">The group serves it already, or it is no contract.</exception>
    public CohortGroupBuilder Serve<
        T,
        [System.Diagnostics.CodeAnalysis.DynamicallyAccessedMembers(
            System.Diagnostics.CodeAnalysis.DynamicallyAccessedMemberTypes.PublicConstructors
        )]
            TImplementation
    >()
        where T : class
        where TImplementation : class, T
    {
        Serve<T>(services => ActivatorUtilities.CreateInstance<TImplementation>(services));
        return this;
    }

    private CohortGroupBuilder Add<T>(string name, Action<GroupTools> declare, Func<ToolGroup, T> get)
        where T : class => Add(name, (tools, _) => declare(tools), get);

    private CohortGroupBuilder Add<T>(
        string? name,
        Action<GroupTools, IServiceProvider?> declare,
        Func<ToolGroup, T> get
    )
        where T : class
    {
        _group.Add(declare);
        var tool = new DeclaredTool(typeof(T), _group.Name, name);
        _declarations.Add(tool);
        Injection.Add(_services, tool, get);
        return this;
    }
}

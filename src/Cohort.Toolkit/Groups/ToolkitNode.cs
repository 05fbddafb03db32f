using System.Collections.Immutable;
using Cohort.Runtime;
using Cohort.Toolkit.Calls;
using Cohort.Toolkit.Groups;
using Cohort.Toolkit.ReplicatedObjects;

namespace Cohort;

/// <summary>What the toolkit adds to a <see cref="Node"/>.</summary>
public static class ToolkitNode
{
    /// <summary>
    /// Has a replica of an object here: joins the group of that name, whose only object it is. Completes when this replica has the
    /// state.
    /// </summary>
    /// <param name="node">The node.</param>
    /// <param name="name">The name of the group.</param>
    /// <param name="options">What is wanted of the group. Default: nothing in particular.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <exception cref="OptionsException">The name or an option is not allowed.</exception>
    /// <exception cref="JoinRefusedException">The members of the group replicate something else.</exception>
    public static async Task<Replica<T>> ReplicateAsync<T>(
        this Node node,
        string name,
        ToolGroupOptions? options = null,
        CancellationToken cancellationToken = default
    )
        where T : class, IReplicated<T>
    {
        ArgumentNullException.ThrowIfNull(node);
        NodeOptionsCheck.GroupName(nameof(name), name);
        GroupTools tools = new GroupTools().Replicate<T>(name);
        ToolGroup group = await ToolGroup
            .JoinAsync(node, name, tools, options ?? new ToolGroupOptions(), cancellationToken)
            .ConfigureAwait(false);
        return new Replica<T>(group, (ObjectSlot<T>)tools.Objects[0], 0, ownsGroup: true);
    }

    /// <summary>
    /// Joins a group with several tools: they have one order and one membership. All members name the same ones, in the same order.
    /// </summary>
    /// <param name="node">The node.</param>
    /// <param name="name">The name of the group.</param>
    /// <param name="tools">Names them.</param>
    /// <param name="options">What is wanted of the group. Default: nothing in particular.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <exception cref="OptionsException">The name or an option is not allowed.</exception>
    /// <exception cref="JoinRefusedException">The members of the group have other tools.</exception>
    public static Task<ToolGroup> JoinAsync(
        this Node node,
        string name,
        Action<GroupTools> tools,
        ToolGroupOptions? options = null,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(node);
        ArgumentNullException.ThrowIfNull(tools);
        var named = new GroupTools();
        tools(named);
        return ToolGroup.JoinAsync(node, name, named, options ?? new ToolGroupOptions(), cancellationToken);
    }
}

/// <summary>The tools of a group, as its members name them: all the same.</summary>
public sealed class GroupTools
{
    // A call says in one byte of which contract it is.
    private const int MostContracts = 1 + byte.MaxValue;

    private readonly List<ObjectSlot> _objects = [];
    private readonly List<Action<ToolGroup>> _equipment = [];
    private readonly List<Served> _contracts = [];

    /// <summary>A contract that the member serves: its interface, and what makes of it what the group calls.</summary>
    internal sealed record Served(Type Contract, Func<string, Action<string>, CallTarget> Target);

    internal GroupTools() { }

    internal IReadOnlyList<Action<ToolGroup>> Equipment => _equipment;

    internal ImmutableArray<ObjectSlot> Objects => [.. _objects];

    internal ImmutableArray<Served> Contracts => [.. _contracts];

    /// <summary>Each member has a replica of an object.</summary>
    /// <param name="name">Its name in the group, of 1 to 100 characters.</param>
    /// <exception cref="ArgumentException">There is one of that name, or that cannot be one.</exception>
    public GroupTools Replicate<T>(string name)
        where T : class, IReplicated<T>
    {
        ToolName.Check("object", name);
        if (_objects.Exists(slot => slot.Name == name))
            throw new ArgumentException(
                $"The group has an object '{name}' already. Each has a name of its own.",
                nameof(name)
            );
        _objects.Add(new ObjectSlot<T>(name));
        return this;
    }

    /// <summary>An object with something in front of it that has to be there from the start.</summary>
    /// <param name="of">What it is, for people: "token".</param>
    /// <param name="name">Its name in the group.</param>
    /// <param name="equip">Makes what is in front of it.</param>
    internal GroupTools Add<T>(string of, string name, Action<ToolGroup> equip)
        where T : class, IReplicated<T>
    {
        ToolName.Check(of, name);
        Replicate<T>(name);
        _equipment.Add(equip);
        return this;
    }

    /// <summary>Each member serves a contract: its methods are called when a call comes (<see cref="ToolGroup.Calls{T}"/>), one after
    /// the other, in their place among the messages of the group.</summary>
    /// <param name="implementation">What to call at this member. A method that returns a task runs in its place up to its first await;
    /// what follows that runs beside whatever the group delivers next.</param>
    /// <typeparam name="T">The interface, marked <see cref="GroupContractAttribute"/>.</typeparam>
    /// <exception cref="ArgumentException">The contract is served already, or is none.</exception>
    public GroupTools Serve<T>(T implementation)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(implementation);
        return ServeWhenJoined(() => implementation);
    }

    /// <summary>As <see cref="Serve{T}"/>, with what is made when the group is joined.</summary>
    internal GroupTools ServeWhenJoined<T>(Func<T> implementation)
        where T : class
    {
        GroupContract<T> contract = GroupContracts.Find<T>();
        if (_contracts.Exists(served => served.Contract == typeof(T)))
            throw new ArgumentException(
                $"The group serves {typeof(T)} already. A contract is served by one object; let that one pass on to others.",
                nameof(implementation)
            );
        if (_contracts.Count == MostContracts)
            throw new ArgumentException($"The group serves {MostContracts} contracts already, which is the most.");
        _contracts.Add(
            new Served(typeof(T), (group, warn) => new ServedContract<T>(contract, implementation(), group, warn))
        );
        return this;
    }
}

using Cohort.Serialization;
using Cohort.Toolkit.Collections;

namespace Cohort;

/// <summary>The replicated collections among the tools of a group: named as it is joined, and got from it by their names.</summary>
public static class GroupCollections
{
    /// <summary>Each member has a replica of a dictionary.</summary>
    /// <param name="tools">The tools of the group.</param>
    /// <param name="name">Its name in the group.</param>
    /// <exception cref="NotSupportedException">The keys or values have no codec; the message says what to do.</exception>
    /// <exception cref="ArgumentException">There is something of that name.</exception>
    public static GroupTools Dictionary<TKey, TValue>(this GroupTools tools, string name)
        where TKey : notnull
    {
        ToolkitCollections.CheckKeys<TKey>();
        _ = Codec<TValue>.Default;
        return Add<DictionaryState<TKey, TValue>>(tools, name);
    }

    /// <summary>A dictionary of the group.</summary>
    /// <param name="group">The group.</param>
    /// <param name="name">Its name in the group.</param>
    /// <exception cref="ArgumentException">The group has none of that name and these types.</exception>
    public static ReplicatedDictionary<TKey, TValue> Dictionary<TKey, TValue>(this ToolGroup group, string name)
        where TKey : notnull => new(Get<DictionaryState<TKey, TValue>>(group, name));

    /// <summary>Each member has a replica of a set.</summary>
    /// <param name="tools">The tools of the group.</param>
    /// <param name="name">Its name in the group.</param>
    /// <exception cref="NotSupportedException">The items have no codec; the message says what to do.</exception>
    /// <exception cref="ArgumentException">There is something of that name.</exception>
    public static GroupTools Set<T>(this GroupTools tools, string name)
        where T : notnull
    {
        ToolkitCollections.CheckKeys<T>();
        return Add<SetState<T>>(tools, name);
    }

    /// <summary>A set of the group.</summary>
    /// <param name="group">The group.</param>
    /// <param name="name">Its name in the group.</param>
    /// <exception cref="ArgumentException">The group has none of that name and type.</exception>
    public static ReplicatedSet<T> Set<T>(this ToolGroup group, string name)
        where T : notnull => new(Get<SetState<T>>(group, name));

    /// <summary>Each member has a replica of a queue.</summary>
    /// <param name="tools">The tools of the group.</param>
    /// <param name="name">Its name in the group.</param>
    /// <exception cref="NotSupportedException">The items have no codec; the message says what to do.</exception>
    /// <exception cref="ArgumentException">There is something of that name.</exception>
    public static GroupTools Queue<T>(this GroupTools tools, string name)
    {
        _ = Codec<T>.Default;
        return Add<QueueState<T>>(tools, name);
    }

    /// <summary>A queue of the group.</summary>
    /// <param name="group">The group.</param>
    /// <param name="name">Its name in the group.</param>
    /// <exception cref="ArgumentException">The group has none of that name and type.</exception>
    public static ReplicatedQueue<T> Queue<T>(this ToolGroup group, string name) =>
        new(Get<QueueState<T>>(group, name));

    /// <summary>Each member has a replica of a counter.</summary>
    /// <param name="tools">The tools of the group.</param>
    /// <param name="name">Its name in the group.</param>
    /// <exception cref="ArgumentException">There is something of that name.</exception>
    public static GroupTools Counter(this GroupTools tools, string name) => Add<CounterState>(tools, name);

    /// <summary>A counter of the group.</summary>
    /// <param name="group">The group.</param>
    /// <param name="name">Its name in the group.</param>
    /// <exception cref="ArgumentException">The group has none of that name.</exception>
    public static ReplicatedCounter Counter(this ToolGroup group, string name) => new(Get<CounterState>(group, name));

    /// <summary>Each member has a replica of a configuration.</summary>
    /// <param name="tools">The tools of the group.</param>
    /// <param name="name">Its name in the group.</param>
    /// <exception cref="ArgumentException">There is something of that name.</exception>
    public static GroupTools Configuration(this GroupTools tools, string name) => Add<ConfigurationState>(tools, name);

    /// <summary>A configuration of the group.</summary>
    /// <param name="group">The group.</param>
    /// <param name="name">Its name in the group.</param>
    /// <exception cref="ArgumentException">The group has none of that name.</exception>
    public static ReplicatedConfiguration Configuration(this ToolGroup group, string name) =>
        new(Get<ConfigurationState>(group, name));

    private static GroupTools Add<T>(GroupTools tools, string name)
        where T : class, IReplicated<T>
    {
        ArgumentNullException.ThrowIfNull(tools);
        return tools.Replicate<T>(name);
    }

    private static Replica<T> Get<T>(ToolGroup group, string name)
        where T : class, IReplicated<T>
    {
        ArgumentNullException.ThrowIfNull(group);
        return group.Get<T>(name);
    }
}

using Cohort.Serialization;
using Cohort.Toolkit.Collections;

namespace Cohort;

/// <summary>The replicated collections: each in a group of its own, or several in one.</summary>
public static class ToolkitCollections
{
    /// <summary>Has a replica of a dictionary here: joins the group of that name, whose only object it is.</summary>
    /// <param name="node">The node.</param>
    /// <param name="name">The name of the group.</param>
    /// <param name="options">What is wanted of the group. Default: nothing in particular.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <exception cref="NotSupportedException">The keys or values have no codec; the message says what to do.</exception>
    /// <exception cref="OptionsException">The name or an option is not allowed.</exception>
    /// <exception cref="JoinRefusedException">The members of the group replicate something else.</exception>
    public static async Task<ReplicatedDictionary<TKey, TValue>> DictionaryAsync<TKey, TValue>(
        this Node node,
        string name,
        ToolGroupOptions? options = null,
        CancellationToken cancellationToken = default
    )
        where TKey : notnull
    {
        CheckKeys<TKey>();
        _ = Codec<TValue>.Default;
        return new(
            await Join<DictionaryState<TKey, TValue>>(node, name, options, cancellationToken).ConfigureAwait(false)
        );
    }

    /// <summary>Has a replica of a set here: joins the group of that name, whose only object it is.</summary>
    /// <param name="node">The node.</param>
    /// <param name="name">The name of the group.</param>
    /// <param name="options">What is wanted of the group. Default: nothing in particular.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <exception cref="NotSupportedException">The items have no codec; the message says what to do.</exception>
    /// <exception cref="OptionsException">The name or an option is not allowed.</exception>
    /// <exception cref="JoinRefusedException">The members of the group replicate something else.</exception>
    public static async Task<ReplicatedSet<T>> SetAsync<T>(
        this Node node,
        string name,
        ToolGroupOptions? options = null,
        CancellationToken cancellationToken = default
    )
        where T : notnull
    {
        CheckKeys<T>();
        return new(await Join<SetState<T>>(node, name, options, cancellationToken).ConfigureAwait(false));
    }

    /// <summary>Has a replica of a queue here: joins the group of that name, whose only object it is.</summary>
    /// <param name="node">The node.</param>
    /// <param name="name">The name of the group.</param>
    /// <param name="options">What is wanted of the group. Default: nothing in particular.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <exception cref="NotSupportedException">The items have no codec; the message says what to do.</exception>
    /// <exception cref="OptionsException">The name or an option is not allowed.</exception>
    /// <exception cref="JoinRefusedException">The members of the group replicate something else.</exception>
    public static async Task<ReplicatedQueue<T>> QueueAsync<T>(
        this Node node,
        string name,
        ToolGroupOptions? options = null,
        CancellationToken cancellationToken = default
    )
    {
        _ = Codec<T>.Default;
        return new(await Join<QueueState<T>>(node, name, options, cancellationToken).ConfigureAwait(false));
    }

    /// <summary>Has a replica of a counter here: joins the group of that name, whose only object it is.</summary>
    /// <param name="node">The node.</param>
    /// <param name="name">The name of the group.</param>
    /// <param name="options">What is wanted of the group. Default: nothing in particular.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <exception cref="OptionsException">The name or an option is not allowed.</exception>
    /// <exception cref="JoinRefusedException">The members of the group replicate something else.</exception>
    public static async Task<ReplicatedCounter> CounterAsync(
        this Node node,
        string name,
        ToolGroupOptions? options = null,
        CancellationToken cancellationToken = default
    ) => new(await Join<CounterState>(node, name, options, cancellationToken).ConfigureAwait(false));

    /// <summary>Has a replica of a configuration here: joins the group of that name, whose only object it is.</summary>
    /// <param name="node">The node.</param>
    /// <param name="name">The name of the group.</param>
    /// <param name="options">What is wanted of the group. Default: nothing in particular.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <exception cref="OptionsException">The name or an option is not allowed.</exception>
    /// <exception cref="JoinRefusedException">The members of the group replicate something else.</exception>
    public static async Task<ReplicatedConfiguration> ConfigurationAsync(
        this Node node,
        string name,
        ToolGroupOptions? options = null,
        CancellationToken cancellationToken = default
    ) => new(await Join<ConfigurationState>(node, name, options, cancellationToken).ConfigureAwait(false));

    private static Task<Replica<T>> Join<T>(
        Node node,
        string name,
        ToolGroupOptions? options,
        CancellationToken cancellationToken
    )
        where T : class, IReplicated<T> => node.ReplicateAsync<T>(name, options, cancellationToken);

    internal static void CheckKeys<TKey>()
    {
        _ = Codec<TKey>.Default;
        if (typeof(TKey) == typeof(byte[]) || typeof(TKey) == typeof(ReadOnlyMemory<byte>))
            throw new NotSupportedException(
                $"{typeof(TKey)} cannot be a key: two with equal bytes are not equal. Use text, such as Convert.ToHexString, or a "
                    + "[Packed] record with an equality of its own."
            );
    }
}

using Cohort.Serialization;
using Cohort.Toolkit.Collections;

namespace Cohort;

/// <summary>
/// A dictionary of which each member of a group has a replica. Updates take effect once, at one place in the order of the group, and
/// what they return is as of there; <see cref="Local"/> reads the replica here without asking anybody (properties R1, R2). Keys are
/// equal as their default comparer says: use text, numbers, identities, or records of these. Keys and values are of types that have a
/// <see cref="Codec{T}"/>: numbers, text, times, enumerations and [Packed] types; for another one, make it a member of a [Packed]
/// record.
/// </summary>
public sealed class ReplicatedDictionary<TKey, TValue> : IAsyncDisposable
    where TKey : notnull
{
    private readonly Replica<DictionaryState<TKey, TValue>> _replica;

    internal ReplicatedDictionary(Replica<DictionaryState<TKey, TValue>> replica) => _replica = replica;

    /// <summary>Its name in the group.</summary>
    public string Name => _replica.Name;

    /// <summary>The present membership in the group that it belongs to.</summary>
    public Group Group => _replica.Group;

    /// <summary>How many Total messages of the group are behind this replica.</summary>
    public ulong Position => _replica.Position;

    /// <summary>This replica, as it is.</summary>
    public LocalDictionary<TKey, TValue> Local => new(_replica);

    /// <summary>Gives a key a value.</summary>
    /// <param name="key">The key.</param>
    /// <param name="value">Its value from then on.</param>
    /// <param name="cancellationToken">Ends the waiting; an update that was sent may be made nevertheless.</param>
    /// <returns>The position of the update in the order of the group.</returns>
    /// <exception cref="ArgumentNullException">The key is null.</exception>
    /// <exception cref="UpdateFailedException">There are as many as there may be (<see cref="CollectionLimits.Items"/>).</exception>
    /// <exception cref="UpdateOutcomeUnknownException">Nobody can tell whether it was made.</exception>
    public ValueTask<ulong> SetAsync(TKey key, TValue value, CancellationToken cancellationToken = default) =>
        Update<ulong>(DictionaryMethod.Set, Answers.ReadPosition, key, value, cancellationToken);

    /// <summary>Gives a key a value if it has none.</summary>
    /// <param name="key">The key.</param>
    /// <param name="value">Its value.</param>
    /// <param name="cancellationToken">Ends the waiting; an update that was sent may be made nevertheless.</param>
    /// <returns>Whether it had none.</returns>
    /// <exception cref="ArgumentNullException">The key is null.</exception>
    /// <exception cref="UpdateFailedException">There are as many as there may be (<see cref="CollectionLimits.Items"/>).</exception>
    /// <exception cref="UpdateOutcomeUnknownException">Nobody can tell whether it was made.</exception>
    public ValueTask<bool> TryAddAsync(TKey key, TValue value, CancellationToken cancellationToken = default) =>
        Update<bool>(DictionaryMethod.TryAdd, Answers.ReadFlag, key, value, cancellationToken);

    /// <summary>Removes a key, if it is there.</summary>
    /// <param name="key">The key.</param>
    /// <param name="cancellationToken">Ends the waiting; an update that was sent may be made nevertheless.</param>
    /// <returns>Whether it was there, and with which value.</returns>
    /// <exception cref="ArgumentNullException">The key is null.</exception>
    /// <exception cref="UpdateOutcomeUnknownException">Nobody can tell whether it was made.</exception>
    public ValueTask<(bool IsRemoved, TValue? Value)> TryRemoveAsync(
        TKey key,
        CancellationToken cancellationToken = default
    )
    {
        UpdateCall<(bool, TValue?)> update = Begin<(bool, TValue?)>(
            key,
            DictionaryMethod.TryRemove,
            Answers.Read<TValue>
        );
        var writer = new PackWriter(update.Arguments);
        Codec<TKey>.Default.Write(ref writer, key);
        writer.Flush();
        return _replica.UpdateAsync(update, cancellationToken);
    }

    /// <summary>The value of a key, which it is given first if it has none.</summary>
    /// <param name="key">The key.</param>
    /// <param name="value">Its value if it has none.</param>
    /// <param name="cancellationToken">Ends the waiting; an update that was sent may be made nevertheless.</param>
    /// <returns>Its value behind the update.</returns>
    /// <exception cref="ArgumentNullException">The key is null.</exception>
    /// <exception cref="UpdateFailedException">There are as many as there may be (<see cref="CollectionLimits.Items"/>).</exception>
    /// <exception cref="UpdateOutcomeUnknownException">Nobody can tell whether it was made.</exception>
    public ValueTask<TValue> GetOrAddAsync(TKey key, TValue value, CancellationToken cancellationToken = default) =>
        Update<TValue>(
            DictionaryMethod.GetOrAdd,
            static (ref reader, _) => Codec<TValue>.Default.Read(ref reader),
            key,
            value,
            cancellationToken
        );

    /// <summary>Gives a key another value, if it has the expected one.</summary>
    /// <param name="key">The key.</param>
    /// <param name="expected">The value that it should have. Values are equal if their default comparer says so, or if they are packed
    /// into equal bytes.</param>
    /// <param name="value">Its value from then on.</param>
    /// <param name="cancellationToken">Ends the waiting; an update that was sent may be made nevertheless.</param>
    /// <returns>Whether it had it.</returns>
    /// <exception cref="ArgumentNullException">The key is null.</exception>
    /// <exception cref="UpdateOutcomeUnknownException">Nobody can tell whether it was made.</exception>
    public ValueTask<bool> CompareAndSetAsync(
        TKey key,
        TValue expected,
        TValue value,
        CancellationToken cancellationToken = default
    )
    {
        UpdateCall<bool> update = Begin<bool>(key, DictionaryMethod.CompareAndSet, Answers.ReadFlag);
        var writer = new PackWriter(update.Arguments);
        Codec<TKey>.Default.Write(ref writer, key);
        Codec<TValue>.Default.Write(ref writer, expected);
        Codec<TValue>.Default.Write(ref writer, value);
        writer.Flush();
        return _replica.UpdateAsync(update, cancellationToken);
    }

    /// <summary>Reads a key, as new as anything that was answered to anybody before this was called (linearizable).</summary>
    /// <param name="key">The key.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <returns>Whether it is there, and with which value.</returns>
    /// <exception cref="ArgumentNullException">The key is null.</exception>
    /// <exception cref="MembershipOverException">The membership is over.</exception>
    public ValueTask<(bool IsThere, TValue? Value)> TryGetAsync(TKey key, CancellationToken cancellationToken = default)
    {
        Check(key);
        return _replica.ReadAsync(
            key,
            static (state, key) => (state.Entries.TryGetValue(key, out TValue? value), value),
            cancellationToken
        );
    }

    /// <summary>How many entries there are (linearizable).</summary>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <exception cref="MembershipOverException">The membership is over.</exception>
    public ValueTask<int> CountAsync(CancellationToken cancellationToken = default) =>
        _replica.ReadAsync(0, static (state, _) => state.Entries.Count, cancellationToken);

    /// <summary>
    /// All there is, then every change, in order, each once: see <see cref="Replica{T}.ObserveAsync{TEvent}"/>. Where this member was
    /// put out of the group, or the reader was so slow that <see cref="CollectionLimits.WatchedChanges"/> waited for it, it goes on with
    /// all there is then.
    /// </summary>
    /// <param name="cancellationToken">Ends the reading.</param>
    public IAsyncEnumerable<Observed<IReadOnlyDictionary<TKey, TValue>, DictionaryChange<TKey, TValue>>> WatchAsync(
        CancellationToken cancellationToken = default
    ) =>
        _replica.ObserveAsync<IReadOnlyDictionary<TKey, TValue>, DictionaryChange<TKey, TValue>>(
            static state => new Dictionary<TKey, TValue>(state.Entries),
            CollectionLimits.WatchedChanges,
            cancellationToken
        );

    /// <summary>Completes when this replica has made every update up to a position: see <see cref="Replica{T}.ReachAsync"/>.</summary>
    /// <param name="position">Of an update that somebody has made.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public Task ReachAsync(ulong position, CancellationToken cancellationToken = default) =>
        _replica.ReachAsync(position, cancellationToken);

    /// <summary>Leaves the group, where it was joined for this dictionary alone.</summary>
    public ValueTask DisposeAsync() => _replica.DisposeAsync();

    private UpdateCall<TResult> Begin<TResult>(TKey key, DictionaryMethod method, ResultReader<TResult> read)
    {
        Check(key);
        return _replica.NewUpdate((uint)method, read).Called(method);
    }

    // Every replica would refuse it in its place in the order.
    private static void Check(TKey key)
    {
        if (key is null)
            throw new ArgumentNullException(nameof(key));
    }

    private ValueTask<TResult> Update<TResult>(
        DictionaryMethod method,
        ResultReader<TResult> read,
        TKey key,
        TValue value,
        CancellationToken cancellationToken
    )
    {
        UpdateCall<TResult> update = Begin(key, method, read);
        var writer = new PackWriter(update.Arguments);
        Codec<TKey>.Default.Write(ref writer, key);
        Codec<TValue>.Default.Write(ref writer, value);
        writer.Flush();
        return _replica.UpdateAsync(update, cancellationToken);
    }
}

using System.Collections;
using Cohort.Serialization;
using Cohort.Toolkit.Collections;

namespace Cohort;

/// <summary>
/// A set of which each member of a group has a replica. Updates take effect once, at one place in the order of the group, and what
/// they return is as of there; <see cref="Local"/> reads the replica here without asking anybody. Items are what the keys of a
/// <see cref="ReplicatedDictionary{TKey, TValue}"/> are.
/// </summary>
public sealed class ReplicatedSet<T> : IAsyncDisposable
    where T : notnull
{
    private readonly Replica<SetState<T>> _replica;

    internal ReplicatedSet(Replica<SetState<T>> replica) => _replica = replica;

    /// <summary>Its name in the group.</summary>
    public string Name => _replica.Name;

    /// <summary>The present membership in the group that it belongs to.</summary>
    public Group Group => _replica.Group;

    /// <summary>How many Total messages of the group are behind this replica.</summary>
    public ulong Position => _replica.Position;

    /// <summary>This replica, as it is.</summary>
    public LocalSet<T> Local => new(_replica);

    /// <summary>Adds an item, if it is not there.</summary>
    /// <param name="item">The item.</param>
    /// <param name="cancellationToken">Ends the waiting; an update that was sent may be made nevertheless.</param>
    /// <returns>Whether it was not there.</returns>
    /// <exception cref="ArgumentNullException">The item is null.</exception>
    /// <exception cref="UpdateFailedException">There are as many as there may be (<see cref="CollectionLimits.Items"/>).</exception>
    /// <exception cref="UpdateOutcomeUnknownException">Nobody can tell whether it was made.</exception>
    public ValueTask<bool> AddAsync(T item, CancellationToken cancellationToken = default) =>
        Update(SetMethod.Add, item, cancellationToken);

    /// <summary>Removes an item, if it is there.</summary>
    /// <param name="item">The item.</param>
    /// <param name="cancellationToken">Ends the waiting; an update that was sent may be made nevertheless.</param>
    /// <returns>Whether it was there.</returns>
    /// <exception cref="ArgumentNullException">The item is null.</exception>
    /// <exception cref="UpdateOutcomeUnknownException">Nobody can tell whether it was made.</exception>
    public ValueTask<bool> RemoveAsync(T item, CancellationToken cancellationToken = default) =>
        Update(SetMethod.Remove, item, cancellationToken);

    /// <summary>Whether an item is there, as of no earlier than this call (linearizable).</summary>
    /// <param name="item">The item.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <exception cref="ArgumentNullException">The item is null.</exception>
    /// <exception cref="MembershipOverException">The membership is over.</exception>
    public ValueTask<bool> ContainsAsync(T item, CancellationToken cancellationToken = default)
    {
        Check(item);
        return _replica.ReadAsync(item, static (state, item) => state.Items.Contains(item), cancellationToken);
    }

    /// <summary>How many items there are (linearizable).</summary>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <exception cref="MembershipOverException">The membership is over.</exception>
    public ValueTask<int> CountAsync(CancellationToken cancellationToken = default) =>
        _replica.ReadAsync(0, static (state, _) => state.Items.Count, cancellationToken);

    /// <summary>All there is, then every change: as <see cref="ReplicatedDictionary{TKey, TValue}.WatchAsync"/>.</summary>
    /// <param name="cancellationToken">Ends the reading.</param>
    public IAsyncEnumerable<Observed<IReadOnlySet<T>, SetChange<T>>> WatchAsync(
        CancellationToken cancellationToken = default
    ) =>
        _replica.ObserveAsync<IReadOnlySet<T>, SetChange<T>>(
            static state => new HashSet<T>(state.Items),
            CollectionLimits.WatchedChanges,
            cancellationToken
        );

    /// <summary>Completes when this replica has made every update up to a position: see <see cref="Replica{T}.ReachAsync"/>.</summary>
    /// <param name="position">Of an update that somebody has made.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public Task ReachAsync(ulong position, CancellationToken cancellationToken = default) =>
        _replica.ReachAsync(position, cancellationToken);

    /// <summary>Leaves the group, where it was joined for this set alone.</summary>
    public ValueTask DisposeAsync() => _replica.DisposeAsync();

    private static void Check(T item)
    {
        if (item is null)
            throw new ArgumentNullException(nameof(item));
    }

    private ValueTask<bool> Update(SetMethod method, T item, CancellationToken cancellationToken)
    {
        Check(item);
        UpdateCall<bool> update = _replica.NewUpdate<bool>((uint)method, Answers.ReadFlag).Called(method);
        var writer = new PackWriter(update.Arguments);
        Codec<T>.Default.Write(ref writer, item);
        writer.Flush();
        return _replica.UpdateAsync(update, cancellationToken);
    }
}

/// <summary>A change of a <see cref="ReplicatedSet{T}"/>.</summary>
/// <param name="Item">The item.</param>
/// <param name="IsRemoved">Whether it is gone; else it is new.</param>
public sealed record SetChange<T>(T Item, bool IsRemoved);

/// <summary>A <see cref="ReplicatedSet{T}"/> as this replica of it is: what has been answered elsewhere may not have come here yet.</summary>
public readonly struct LocalSet<T> : IReadOnlyCollection<T>
    where T : notnull
{
    private readonly Replica<SetState<T>> _replica;

    internal LocalSet(Replica<SetState<T>> replica) => _replica = replica;

    /// <summary>How many items there are.</summary>
    public int Count => _replica.ReadLocal(0, static (state, _) => state.Items.Count);

    /// <summary>Whether an item is there.</summary>
    public bool Contains(T item) => _replica.ReadLocal(item, static (state, item) => state.Items.Contains(item));

    /// <summary>A copy of all items, as of one position.</summary>
    public HashSet<T> Snapshot() => _replica.ReadLocal(0, static (state, _) => new HashSet<T>(state.Items));

    /// <summary>Enumerates a copy: <see cref="Snapshot"/>.</summary>
    public IEnumerator<T> GetEnumerator() => Snapshot().GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}

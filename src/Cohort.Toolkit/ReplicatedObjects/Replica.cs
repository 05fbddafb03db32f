using Cohort.Toolkit.ReplicatedObjects;

namespace Cohort;

/// <summary>
/// A replicated object at one member. The updates and reads of the class are methods of this, generated with the class: an update
/// <c>Reserve</c> is <c>ReserveAsync</c>, a read <c>InStock</c> is <c>InStockAsync</c>, which is linearizable, and
/// <c>Local.InStock</c>, which reads this replica as it is.
/// </summary>
/// <typeparam name="T">The class.</typeparam>
public sealed class Replica<T> : ObjectHandle<T>, IAsyncDisposable
    where T : class, IReplicated<T>
{
    private readonly IObjectGroup _group;
    private readonly ObjectSlot<T> _slot;
    private readonly int _index;
    private readonly bool _ownsGroup;

    internal Replica(IObjectGroup group, ObjectSlot<T> slot, int index, bool ownsGroup = false)
        : base(group.Name, slot.Name) => (_group, _slot, _index, _ownsGroup) = (group, slot, index, ownsGroup);

    /// <summary>The present membership in the group that it is an object of.</summary>
    public Group Group => _group.Group;

    /// <summary>How many Total messages of the group are behind this replica.</summary>
    public ulong Position => Group.Position;

    internal ObjectSlot<T> Slot => _slot;

    /// <summary>For generated code: begins an update.</summary>
    public override UpdateCall<TResult> NewUpdate<TResult>(uint method, ResultReader<TResult> read) =>
        UpdateCall<TResult>.Rent(GroupName, _index, method, read);

    /// <summary>For generated code: makes the update.</summary>
    public override ValueTask<TResult> UpdateAsync<TResult>(
        UpdateCall<TResult> update,
        CancellationToken cancellationToken
    ) => _group.UpdateAsync(update, cancellationToken);

    /// <summary>
    /// Reads this replica when it has made every update, of whomever, that had been answered before this was called: linearizable
    /// (Herlihy, Wing, TOPLAS 1990). Reads that are under way at the same time share one message.
    /// </summary>
    /// <param name="state">What to give the function.</param>
    /// <param name="read">Reads the object, and keeps nothing of it. No update is made meanwhile.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <exception cref="UpdateOutcomeUnknownException">The membership is over.</exception>
    public async ValueTask<TResult> ReadAsync<TState, TResult>(
        TState state,
        Func<T, TState, TResult> read,
        CancellationToken cancellationToken = default
    )
    {
        await _group.PassBarrierAsync(cancellationToken).ConfigureAwait(false);
        return ReadLocal(state, read);
    }

    /// <summary>Reads this replica as it is: what has been answered elsewhere may not have come here yet.</summary>
    /// <param name="state">What to give the function.</param>
    /// <param name="read">Reads the object, and keeps nothing of it. No update is made meanwhile.</param>
    public TResult ReadLocal<TState, TResult>(TState state, Func<T, TState, TResult> read)
    {
        ArgumentNullException.ThrowIfNull(read);
        lock (_slot.Gate)
            return read(_slot.Object, state);
    }

    /// <summary>Leaves the group, where it was joined for this object alone.</summary>
    public ValueTask DisposeAsync() => _ownsGroup ? _group.DisposeAsync() : ValueTask.CompletedTask;
}

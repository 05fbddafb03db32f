using System.Diagnostics;
using System.Runtime.CompilerServices;
using Cohort.Runtime.Observation;
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
    /// <summary>How many events may wait for a reader, where nothing else is said.</summary>
    public const int DefaultMostWaiting = 4096;

    private readonly IObjectGroup _group;
    private readonly ObjectSlot<T> _slot;
    private readonly int _index;
    private readonly bool _ownsGroup;

    internal Replica(IObjectGroup group, ObjectSlot<T> slot, int index, bool ownsGroup = false)
        : base(group.Name, slot.Name) => (_group, _slot, _index, _ownsGroup) = (group, slot, index, ownsGroup);

    /// <summary>The present membership in the group that it is an object of.</summary>
    public Group Group => _group.Group;

    /// <summary>How many Total messages of the group are behind this replica: it has made every update up to this position.</summary>
    public ulong Position => _group.Position;

    internal ObjectSlot<T> Slot => _slot;

    /// <summary>For generated code: begins an update.</summary>
    public override UpdateCall<TResult> NewUpdate<TResult>(uint method, ResultReader<TResult> read) =>
        UpdateCall<TResult>.Rent(GroupName, _index, method, read);

    /// <summary>For generated code: makes the update.</summary>
    public override ValueTask<TResult> UpdateAsync<TResult>(
        UpdateCall<TResult> update,
        CancellationToken cancellationToken
    ) =>
        Instruments.Activities.HasListeners()
            ? UpdateObservedAsync(update, cancellationToken)
            : _group.UpdateAsync(update, cancellationToken);

    /// <summary>
    /// Reads this replica when it has made every update, of whomever, that had been answered before this was called: linearizable
    /// (Herlihy, Wing, TOPLAS 1990). Reads that are under way at the same time share one message.
    /// </summary>
    /// <param name="state">What to give the function.</param>
    /// <param name="read">Reads the object, and keeps nothing of it. No update is made meanwhile.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <exception cref="MembershipOverException">The membership is over.</exception>
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
        _group.RequireJoined();
        lock (_slot.Gate)
            return read(_slot.Object, state);
    }

    /// <summary>
    /// Completes when this replica has made every update up to a position: what <see cref="ReadLocal{TState, TResult}"/> then finds is at least as new
    /// as what was seen elsewhere at that position. So whoever takes the position along reads its own writes at any member, without a
    /// message (Terry et al., Session Guarantees for Weakly Consistent Replicated Data, PDIS 1994).
    /// </summary>
    /// <param name="position">What an update that returns nothing has returned, at any member or client; or the
    /// <see cref="Position"/> of another replica.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <exception cref="PositionLostException">While this waited, the group has begun anew without its state.</exception>
    /// <exception cref="MembershipOverException">The membership is over.</exception>
    /// <exception cref="InvalidOperationException">Called in a handler of the group, for which it would wait.</exception>
    public Task ReachAsync(ulong position, CancellationToken cancellationToken = default) =>
        _group.ReachAsync(position, cancellationToken);

    /// <summary>
    /// Observes this replica: begins with a copy of the object, and goes on with what its updates <see cref="UpdateContext.Raise">
    /// raise</see>, in order, each once and none left out. Where that cannot be, because this member was put out of the group and has
    /// come back, or because the reader was too slow, it goes on with another copy and says so: see <see cref="ObservedKind"/>. Ends when the membership has been left, and fails as <see cref="ToolGroup.Completion"/> does.
    /// </summary>
    /// <typeparam name="TEvent">Which events; others are left out.</typeparam>
    /// <param name="mostWaiting">The most events that may wait for the reader. From 1; default 4,096.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public IAsyncEnumerable<Observed<T, TEvent>> ObserveAsync<TEvent>(
        int mostWaiting = DefaultMostWaiting,
        CancellationToken cancellationToken = default
    ) => ObserveAsync<T, TEvent>(static state => ObjectCopy.Of(state), mostWaiting, cancellationToken);

    /// <summary>As <see cref="ObserveAsync{TEvent}"/>, with what a function reads of the object instead of a copy of all of it.</summary>
    /// <typeparam name="TState">What is read of the object.</typeparam>
    /// <typeparam name="TEvent">Which events; others are left out.</typeparam>
    /// <param name="read">Reads the object, and keeps nothing of it. No update is made meanwhile.</param>
    /// <param name="mostWaiting">The most events that may wait for the reader. From 1; default 4,096.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public IAsyncEnumerable<Observed<TState, TEvent>> ObserveAsync<TState, TEvent>(
        Func<T, TState> read,
        int mostWaiting = DefaultMostWaiting,
        CancellationToken cancellationToken = default
    ) => ObserveAsync<TState, TEvent>(read, static _ => true, mostWaiting, cancellationToken);

    internal IAsyncEnumerable<Observed<TState, TEvent>> ObserveAsync<TState, TEvent>(
        Func<T, TState> read,
        Func<TEvent, bool> isWanted,
        int mostWaiting,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(read);
        ArgumentOutOfRangeException.ThrowIfLessThan(mostWaiting, 1);
        _group.RequireJoined();
        return Each();

        // Whoever enumerates it twice observes twice.
        async IAsyncEnumerable<Observed<TState, TEvent>> Each(
            [EnumeratorCancellation] CancellationToken second = default
        )
        {
            using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, second);
            var observer = new Observer<T, TState, TEvent>(_slot, read, isWanted, mostWaiting);
            await foreach (Observed<TState, TEvent> next in observer.ReadAsync(either.Token).ConfigureAwait(false))
                yield return next;
        }
    }

    private async ValueTask<TResult> UpdateObservedAsync<TResult>(
        UpdateCall<TResult> update,
        CancellationToken cancellationToken
    )
    {
        using Activity? activity = Instruments.Activities.StartActivity(Spans.Update, ActivityKind.Client);
        activity?.SetTag(Tag.Object, Name);
        activity?.SetTag(Tag.Method, update.MethodName);
        try
        {
            if (activity is not null)
                _group.Group.Membership.Observation.Describe(activity);
            return await _group.UpdateAsync(update, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            activity?.SetStatus(ActivityStatusCode.Error, e.Message);
            throw;
        }
    }

    /// <summary>Leaves the group, where it was joined for this object alone.</summary>
    public ValueTask DisposeAsync() => _ownsGroup ? _group.DisposeAsync() : ValueTask.CompletedTask;
}

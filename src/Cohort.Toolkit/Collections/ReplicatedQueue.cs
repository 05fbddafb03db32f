using System.Security.Cryptography;
using Cohort.Serialization;
using Cohort.Toolkit.Collections;

namespace Cohort;

/// <summary>
/// A queue of which each member of a group has a replica: first in, first out, and each item goes to one only. Updates take effect
/// once, at one place in the order of the group. Items are of types that have a <see cref="Codec{T}"/>: numbers, text, times,
/// enumerations and [Packed] types.
/// </summary>
public sealed class ReplicatedQueue<T> : IAsyncDisposable
{
    private readonly Replica<QueueState<T>> _replica;
    private readonly WaitingDequeues _waiting;

    // The names of those that wait here: other processes have drawn another beginning.
    private ulong _lastWaiter = BitConverter.ToUInt64(RandomNumberGenerator.GetBytes(sizeof(ulong)));

    internal ReplicatedQueue(Replica<QueueState<T>> replica) =>
        (_replica, _waiting) = (replica, new WaitingDequeues(replica.Slot));

    /// <summary>Its name in the group.</summary>
    public string Name => _replica.Name;

    /// <summary>The present membership in the group that it belongs to.</summary>
    public Group Group => _replica.Group;

    /// <summary>How many Total messages of the group are behind this replica.</summary>
    public ulong Position => _replica.Position;

    /// <summary>Puts an item behind all others.</summary>
    /// <param name="item">The item. Of a class it may be null: whether that was declared cannot be told here.</param>
    /// <param name="cancellationToken">Ends the waiting; an update that was sent may be made nevertheless.</param>
    /// <returns>The position of the update in the order of the group.</returns>
    /// <exception cref="UpdateFailedException">There are as many as there may be (<see cref="CollectionLimits.Items"/>).</exception>
    /// <exception cref="UpdateOutcomeUnknownException">Nobody can tell whether it was made.</exception>
    public ValueTask<ulong> EnqueueAsync(T item, CancellationToken cancellationToken = default) =>
        WithItem(QueueMethod.Enqueue, item, cancellationToken);

    /// <summary>Takes the first item, if there is one.</summary>
    /// <param name="cancellationToken">Ends the waiting for the group; an item may have been taken nevertheless, and is lost then.</param>
    /// <returns>Whether there was one, and which.</returns>
    /// <exception cref="UpdateOutcomeUnknownException">Nobody can tell whether it was made.</exception>
    public ValueTask<(bool IsTaken, T? Item)> TryDequeueAsync(CancellationToken cancellationToken = default)
    {
        UpdateCall<(bool, T?)> update = Begin<(bool, T?)>(QueueMethod.TryDequeue, Answers.Read<T>);
        update.Consequence = " An item that it takes is lost then.";
        return _replica.UpdateAsync(update, cancellationToken);
    }

    /// <summary>
    /// Takes the first item, and waits until there is one. Those who wait, at all members, are served in the order in which they came;
    /// nothing is asked while nothing happens. An item stays in the queue until one who has been told of it comes for it, so that
    /// nobody who waits and dies takes one along.
    /// </summary>
    /// <param name="cancellationToken">Ends the waiting. An item that was on its way here then goes back to the front of the queue, as
    /// long as this process lives and its membership lasts.</param>
    /// <exception cref="OperationCanceledException">It was cancelled; the message says whether an item may have been taken.</exception>
    /// <exception cref="UpdateFailedException">As many wait as may (<see cref="CollectionLimits.WaitingDequeues"/>).</exception>
    /// <exception cref="MembershipOverException">The membership is over, and no item was taken.</exception>
    /// <exception cref="UpdateOutcomeUnknownException">The membership is over, and an item may just have been taken: then it is lost.</exception>
    public async ValueTask<T> DequeueAsync(CancellationToken cancellationToken = default)
    {
        if (cancellationToken.IsCancellationRequested)
            throw Cancelled("None was asked for, and none is taken.", null, cancellationToken);
        ulong waiter = Interlocked.Increment(ref _lastWaiter);
        Task<(bool IsTaken, T? Item)>? taking = null;
        try
        {
            while (true)
            {
                Task woken = _waiting.WokenAsync(waiter);
                taking = TakeAsync(waiter).AsTask();
                (bool isTaken, T? item) = await taking.WaitAsync(cancellationToken).ConfigureAwait(false);
                if (isTaken)
                    return item!;
                await woken.WaitAsync(cancellationToken).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException e) when (cancellationToken.IsCancellationRequested)
        {
            bool tookNone = taking is { IsCompletedSuccessfully: true, Result.IsTaken: false };
            // Whoever cancels may be in a handler, where nothing can be awaited.
            if (taking is not null)
                _ = Task.Run(() => GiveUpAsync(waiter, taking), CancellationToken.None);
            throw Cancelled(
                tookNone
                    ? "None was taken. It waits no more, and an item that it was woken for stays in the queue for the next."
                    : "One was being fetched, and whether one is taken is not known here yet. It then goes back to the front of the queue, "
                        + "and is lost where this process dies before that, its membership ends, or the answer is lost.",
                e,
                cancellationToken
            );
        }
        finally
        {
            _waiting.Remove(waiter);
        }
    }

    /// <summary>The first item, as of no earlier than this call, left where it is (linearizable).</summary>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <returns>Whether there is one, and which.</returns>
    /// <exception cref="MembershipOverException">The membership is over.</exception>
    public ValueTask<(bool IsThere, T? Item)> PeekAsync(CancellationToken cancellationToken = default) =>
        _replica.ReadAsync(0, static (state, _) => state.Peek(), cancellationToken);

    /// <summary>How many items there are (linearizable).</summary>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <exception cref="MembershipOverException">The membership is over.</exception>
    public ValueTask<int> CountAsync(CancellationToken cancellationToken = default) =>
        _replica.ReadAsync(0, static (state, _) => state.Count, cancellationToken);

    /// <summary>A copy of all items, the first one first, as this replica has them.</summary>
    public T[] Snapshot() => _replica.ReadLocal(0, static (state, _) => state.ToArray());

    /// <summary>Completes when this replica has made every update up to a position: see <see cref="Replica{T}.ReachAsync"/>.</summary>
    /// <param name="position">Of an update that somebody has made.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public Task ReachAsync(ulong position, CancellationToken cancellationToken = default) =>
        _replica.ReachAsync(position, cancellationToken);

    /// <summary>Leaves the group, where it was joined for this queue alone.</summary>
    public ValueTask DisposeAsync() => _replica.DisposeAsync();

    private OperationCanceledException Cancelled(string known, Exception? cause, CancellationToken cancellationToken) =>
        new(
            $"Waiting for an item of queue '{Name}' of group '{_replica.GroupName}' was cancelled. {known}",
            cause,
            cancellationToken
        );

    private async Task GiveUpAsync(ulong waiter, Task<(bool IsTaken, T? Item)> taking)
    {
        try
        {
            (bool isTaken, T? item) = await taking.ConfigureAwait(false);
            if (isTaken)
                await WithItem(QueueMethod.GiveBack, item!, CancellationToken.None).ConfigureAwait(false);
            else
                await OfWaiter<ulong>(QueueMethod.GiveUp, Answers.ReadPosition, waiter).ConfigureAwait(false);
        }
        catch (CohortException)
        {
            // It never waited, or the membership is over, and with it everything that waits here.
        }
    }

    private ValueTask<(bool IsTaken, T? Item)> TakeAsync(ulong waiter) =>
        OfWaiter<(bool, T?)>(QueueMethod.Dequeue, Answers.Read<T>, waiter);

    private ValueTask<ulong> WithItem(QueueMethod method, T item, CancellationToken cancellationToken)
    {
        UpdateCall<ulong> update = Begin<ulong>(method, Answers.ReadPosition);
        var writer = new PackWriter(update.Arguments);
        Codec<T>.Default.Write(ref writer, item);
        writer.Flush();
        return _replica.UpdateAsync(update, cancellationToken);
    }

    // Not to be cancelled: what it comes to has to be known.
    private ValueTask<TResult> OfWaiter<TResult>(QueueMethod method, ResultReader<TResult> read, ulong waiter)
    {
        UpdateCall<TResult> update = Begin(method, read);
        var writer = new PackWriter(update.Arguments);
        writer.WriteFixed8(waiter);
        writer.Flush();
        return _replica.UpdateAsync(update, CancellationToken.None);
    }

    private UpdateCall<TResult> Begin<TResult>(QueueMethod method, ResultReader<TResult> read) =>
        _replica.NewUpdate((uint)method, read).Called(method);
}

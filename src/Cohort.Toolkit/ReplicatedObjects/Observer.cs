using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;

namespace Cohort.Toolkit.ReplicatedObjects;

/// <summary>
/// One observation of a replica. It begins with the state and goes on with every event behind it: since both are taken with the
/// replica's gate held, nothing is missed and nothing comes twice. Where that cannot be kept up, it begins anew, and says so.
/// </summary>
/// <param name="slot">The replica.</param>
/// <param name="read">Reads the state.</param>
/// <param name="isWanted">Which events of the type are wanted.</param>
/// <param name="mostWaiting">The most events that may wait for the reader.</param>
internal sealed class Observer<T, TState, TEvent>(
    ObjectSlot<T> slot,
    Func<T, TState> read,
    Func<TEvent, bool> isWanted,
    int mostWaiting
) : SlotObserver
    where T : class, IReplicated<T>
{
    // All of it is used with the replica's gate held.
    private readonly Queue<(TEvent Event, ulong Position)> _waiting = new();

    // Why the next element is no event but the state, which is read when the reader comes for it.
    private ObservedKind? _begins = ObservedKind.State;
    private TaskCompletionSource? _arrival;
    private bool _isOver;
    private Exception? _failure;

    /// <summary>Observes while it is read.</summary>
    public async IAsyncEnumerable<Observed<TState, TEvent>> ReadAsync(
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        slot.Add(this);
        try
        {
            while (true)
            {
                cancellationToken.ThrowIfCancellationRequested();
                if (TryTake(out Observed<TState, TEvent> next, out Task? arrival))
                    yield return next;
                else if (arrival is not null)
                    await arrival.WaitAsync(cancellationToken).ConfigureAwait(false);
                else
                    break;
            }
        }
        finally
        {
            slot.Remove(this);
        }
        if (_failure is not null)
            ExceptionDispatchInfo.Throw(_failure);
    }

    public override void Happened(object happened, ulong position)
    {
        // What waits for the state to be read is in the state then.
        bool isInState = _begins is not null && !Protocol.Mutants.Has(Protocol.Mutant.EventsAlsoInState);
        if (happened is not TEvent wanted || isInState || !isWanted(wanted))
            return;
        if (_waiting.Count < mostWaiting)
            _waiting.Enqueue((wanted, position));
        else
            BeginAnew(ObservedKind.TooSlow);
        Arrive();
    }

    public override void Replaced()
    {
        // Who has seen nothing yet has missed nothing.
        if (_begins is not ObservedKind.State && !Protocol.Mutants.Has(Protocol.Mutant.ResetUntold))
            BeginAnew(ObservedKind.Reset);
        Arrive();
    }

    public override void End(Exception? failure)
    {
        (_isOver, _failure) = (true, failure);
        Arrive();
    }

    /// <summary>Takes the next element. Where there is none, the task completes when there is something; null: never.</summary>
    public bool TryTake(out Observed<TState, TEvent> next, out Task? arrival)
    {
        (next, arrival) = (default, null);
        lock (slot.Gate)
        {
            if (_begins is { } why)
            {
                next = new(why, slot.Position, read(slot.Object), default);
                _begins = null;
                return true;
            }
            if (_waiting.TryDequeue(out (TEvent Event, ulong Position) first))
            {
                next = new(ObservedKind.Event, first.Position, default, first.Event);
                return true;
            }
            if (!_isOver)
                arrival = (_arrival = new(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
            return false;
        }
    }

    private void BeginAnew(ObservedKind why)
    {
        _begins = why;
        _waiting.Clear();
    }

    private void Arrive()
    {
        _arrival?.TrySetResult();
        _arrival = null;
    }
}

using Cohort.Toolkit.ReplicatedObjects;

namespace Cohort.Toolkit.Collections;

/// <summary>The calls of this process that wait for an item of a queue, and are told by its replica when one may be there. It observes
/// the replica only while somebody waits.</summary>
/// <param name="slot">The replica. All of this is used with its gate held.</param>
internal sealed class WaitingDequeues(ObjectSlot slot) : SlotObserver
{
    private readonly Dictionary<ulong, TaskCompletionSource> _waiting = [];

    /// <summary>Completes when it is worth asking again: to be called before the queue is asked.</summary>
    public Task WokenAsync(ulong waiter)
    {
        var woken = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (slot.Gate)
        {
            bool observes = _waiting.Count > 0;
            _waiting[waiter] = woken;
            if (!observes)
                slot.Add(this);
        }
        return woken.Task;
    }

    /// <summary>One waits no longer.</summary>
    public void Remove(ulong waiter)
    {
        lock (slot.Gate)
            if (_waiting.Remove(waiter) && _waiting.Count == 0)
                slot.Remove(this);
    }

    public override void Happened(object happened, ulong position)
    {
        if (happened is QueueWoken woken && _waiting.TryGetValue(woken.Waiter, out TaskCompletionSource? waiting))
            waiting.TrySetResult();
    }

    // The queue may know nothing of them any more: they ask again.
    public override void Replaced() => WakeAll();

    // They ask, and are told that the membership is over.
    public override void End(Exception? failure) => WakeAll();

    private void WakeAll()
    {
        foreach (TaskCompletionSource waiting in _waiting.Values)
            waiting.TrySetResult();
    }
}

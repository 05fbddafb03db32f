using Cohort.Serialization;

namespace Cohort.Toolkit.Collections;

/// <summary>
/// Who waits for an item of a queue, in the order in which they came. For each item that nobody has claimed the first of them is woken,
/// and comes to fetch it; until then the item stays in the queue, so that nothing is lost where the one who was woken dies.
/// </summary>
internal sealed class QueueWaiters
{
    private sealed record Waiter(ulong Id, MemberId Member);

    private readonly LinkedList<Waiter> _asleep = new();
    private readonly LinkedList<Waiter> _awake = new();
    private readonly Dictionary<ulong, LinkedListNode<Waiter>> _byId = [];

    /// <summary>How many have been woken and have not come yet.</summary>
    public int Awake => _awake.Count;

    /// <summary>Whether it has been woken.</summary>
    public bool IsAwake(ulong id) => _byId.TryGetValue(id, out LinkedListNode<Waiter>? node) && node.List == _awake;

    /// <summary>It waits: behind the others, or where it has waited before.</summary>
    public void Sleep(ulong id, MemberId member)
    {
        if (!_byId.TryGetValue(id, out LinkedListNode<Waiter>? node))
        {
            if (_byId.Count >= CollectionLimits.WaitingDequeues)
                throw new InvalidOperationException($"{_byId.Count} calls wait for an item of the queue already");
            _byId.Add(id, _asleep.AddLast(new Waiter(id, member)));
            return;
        }
        if (node.List != _awake)
            return;
        // It was woken for an item that somebody took who did not wait: it is the next.
        _awake.Remove(node);
        _asleep.AddFirst(node);
    }

    /// <summary>Wakes the first that sleeps; null where none does.</summary>
    public ulong? Wake()
    {
        if (_asleep.First is not { } first)
            return null;
        _asleep.RemoveFirst();
        _awake.AddLast(first);
        return first.Value.Id;
    }

    /// <summary>It waits no longer.</summary>
    public void Remove(ulong id)
    {
        if (_byId.Remove(id, out LinkedListNode<Waiter>? node))
            node.List!.Remove(node);
    }

    /// <summary>Those whose members are gone wait no longer. One that comes back asks again.</summary>
    public void Install(View view)
    {
        Install(_asleep, view);
        Install(_awake, view);
    }

    public void Save(ref PackWriter writer)
    {
        Save(_asleep, ref writer);
        Save(_awake, ref writer);
    }

    public void Load(ref PackReader reader)
    {
        Load(_asleep, ref reader);
        Load(_awake, ref reader);
    }

    private void Install(LinkedList<Waiter> waiters, View view)
    {
        for (LinkedListNode<Waiter>? node = waiters.First; node is not null; )
        {
            LinkedListNode<Waiter> at = node;
            node = node.Next;
            if (view.RankOf(at.Value.Member) >= 0 || Protocol.Mutants.Has(Protocol.Mutant.WaitersOfTheDeadStay))
                continue;
            waiters.Remove(at);
            _byId.Remove(at.Value.Id);
        }
    }

    private static void Save(LinkedList<Waiter> waiters, ref PackWriter writer)
    {
        writer.WriteVarint((uint)waiters.Count);
        foreach (Waiter waiter in waiters)
        {
            writer.WriteFixed8(waiter.Id);
            writer.WriteString(waiter.Member.Process.Address);
            writer.WriteFixed8(waiter.Member.Process.Incarnation);
            writer.WriteVarint(waiter.Member.Join);
        }
    }

    private void Load(LinkedList<Waiter> waiters, ref PackReader reader)
    {
        for (ulong left = reader.ReadVarint(); left > 0; left--)
        {
            ulong id = reader.ReadFixed8();
            var process = new ProcessId(reader.ReadString(), reader.ReadFixed8());
            var waiter = new Waiter(id, new MemberId(process, reader.ReadVarint()));
            if (!_byId.TryAdd(id, waiters.AddLast(waiter)))
                throw reader.Malformed("one who waits for an item of a queue twice,");
        }
    }
}

using System.Diagnostics.CodeAnalysis;
using Cohort.Server.Data.Values;

namespace Cohort.Server.Data;

/// <summary>Keys with what they have. A key that has expired is not there, though it may not have been taken out yet.</summary>
/// <param name="keyspace">All databases.</param>
/// <param name="index">Its number.</param>
internal sealed class Database(Keyspace keyspace, int index)
{
    private IndexedTable<Entry> _entries = new();
    private PriorityQueue<Entry, long> _expiring = new();
    private int _volatile;

    /// <summary>Its number, as SELECT takes it.</summary>
    public int Index { get; } = index;

    /// <summary>How many keys there are, counting those that have expired and are not taken out yet.</summary>
    public int Count => _entries.Count;

    /// <summary>How many of them expire at some time.</summary>
    public int Volatile => _volatile;

    /// <summary>The entry at a place, from 0; it may have expired.</summary>
    public Entry At(int place) => _entries[place];

    /// <summary>See <see cref="IndexedTable{T}.Scan"/>.</summary>
    public (int From, int To, ulong Next) Scan(ulong cursor, int count) => _entries.Scan(cursor, count);

    /// <summary>Finds a key, also one that has expired.</summary>
    public bool TryFind(ReadOnlySpan<byte> key, [MaybeNullWhen(false)] out Entry entry) =>
        _entries.TryFind(key, out entry);

    /// <summary>Finds a key that is there, at the time of the group.</summary>
    public Entry? Find(ReadOnlySpan<byte> key) =>
        _entries.TryFind(key, out Entry? entry) && !entry.IsOver(keyspace.Clock) ? entry : null;

    /// <summary>Gives a key a value in the place of what it had; the key does not expire.</summary>
    public Entry Set(ReadOnlySpan<byte> key, Value value)
    {
        if (_entries.TryFind(key, out Entry? entry))
        {
            entry.Value = value;
            Persist(entry);
        }
        else
        {
            entry = new Entry(key.ToArray(), value);
            _entries.Add(entry);
        }
        Touch(entry);
        if (value.Kind is ValueKind.List or ValueKind.SortedSet)
            keyspace.IsReady(Index, entry.Key);
        return entry;
    }

    /// <summary>A value was changed in place.</summary>
    public void Touch(Entry entry)
    {
        entry.Version = keyspace.Update;
        keyspace.Touched(Index, entry.Key);
    }

    /// <summary>Takes a key out.</summary>
    /// <returns>Whether it was there, and had not expired.</returns>
    public bool Remove(ReadOnlySpan<byte> key)
    {
        if (!_entries.Remove(key, out Entry? removed))
            return false;
        bool wasThere = !removed.IsOver(keyspace.Clock);
        Forget(removed);
        keyspace.Removed(Index, removed.Key);
        return wasThere;
    }

    /// <summary>Takes all keys out.</summary>
    public void Clear()
    {
        foreach (Entry entry in _entries)
            keyspace.Touched(Index, entry.Key);
        keyspace.RemovedAll();
        (_entries, _expiring, _volatile) = (new IndexedTable<Entry>(), new PriorityQueue<Entry, long>(), 0);
    }

    /// <summary>Has a key expire after a millisecond since 1970.</summary>
    public void Expire(Entry entry, long at)
    {
        if (entry.ExpiresAt == Entry.Never && at != Entry.Never)
            _volatile++;
        else if (entry.ExpiresAt != Entry.Never && at == Entry.Never)
            _volatile--;
        entry.ExpiresAt = at;
        if (at == Entry.Never)
            return;
        _expiring.Enqueue(entry, at);
        // Of an entry whose time was changed often, or that is gone, more may wait here than there are keys.
        if (_expiring.Count > 2 * _volatile + 1024)
            RebuildExpiring();
    }

    /// <summary>Has a key never expire.</summary>
    /// <returns>Whether it would have.</returns>
    public bool Persist(Entry entry)
    {
        if (entry.ExpiresAt == Entry.Never)
            return false;
        Expire(entry, Entry.Never);
        return true;
    }

    /// <summary>When the next key expires; the last of all times where none does.</summary>
    public long NextExpiry
    {
        get
        {
            while (_expiring.TryPeek(out Entry? next, out long at))
            {
                if (IsCurrent(next, at))
                    return at;
                _expiring.Dequeue();
            }
            return long.MaxValue;
        }
    }

    /// <summary>Takes keys out that have expired.</summary>
    /// <param name="most">The most of them.</param>
    /// <returns>How many.</returns>
    public int RemoveExpired(int most)
    {
        int removed = 0;
        while (removed < most && NextExpiry < keyspace.Clock)
        {
            Remove(_expiring.Dequeue().Key);
            removed++;
        }
        return removed;
    }

    /// <summary>Takes the keys of another database, which takes those of this.</summary>
    public void Swap(Database other)
    {
        (_entries, other._entries) = (other._entries, _entries);
        (_expiring, other._expiring) = (other._expiring, _expiring);
        (_volatile, other._volatile) = (other._volatile, _volatile);
    }

    /// <summary>All keys have changed, for whoever watches them; those that have something that somebody waits for are given.</summary>
    internal void TouchAll()
    {
        foreach (Entry entry in _entries)
        {
            Touch(entry);
            if (entry.Value.Kind is ValueKind.List or ValueKind.SortedSet)
                keyspace.IsReady(Index, entry.Key);
        }
    }

    /// <summary>Adds an entry of a snapshot.</summary>
    internal void Load(Entry entry, long expiresAt)
    {
        _entries.Add(entry);
        Expire(entry, expiresAt);
    }

    private bool IsCurrent(Entry entry, long at) =>
        entry.ExpiresAt == at && _entries.TryFind(entry.Key, out Entry? present) && present == entry;

    private void Forget(Entry entry)
    {
        if (entry.ExpiresAt != Entry.Never)
            _volatile--;
    }

    private void RebuildExpiring()
    {
        _expiring.Clear();
        foreach (Entry entry in _entries)
            if (entry.ExpiresAt != Entry.Never)
                _expiring.Enqueue(entry, entry.ExpiresAt);
    }
}

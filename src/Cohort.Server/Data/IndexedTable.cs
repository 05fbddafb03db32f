using System.Diagnostics.CodeAnalysis;

namespace Cohort.Server.Data;

/// <summary>What lies in an <see cref="IndexedTable{T}"/>.</summary>
/// <param name="key">What it is found by; nobody changes it.</param>
internal abstract class IndexedItem(byte[] key)
{
    /// <summary>What it is found by.</summary>
    public byte[] Key { get; } = key;

    /// <summary>Its place in the table.</summary>
    public int Index { get; internal set; }
}

/// <summary>
/// Items by key, in an order of their own that is the same at all replicas: a hash table's is not. A new item is the last; where
/// one is taken out, the last takes its place. So any item can be drawn by its place, and a scan from the last place to the first sees each
/// item that is there all the time, whatever comes and goes meanwhile: an item only ever moves to an earlier place, or away from one that the
/// scan has behind it.
/// </summary>
internal sealed class IndexedTable<T>
    where T : IndexedItem
{
    private readonly Dictionary<byte[], T> _byKey;
    private readonly Dictionary<byte[], T>.AlternateLookup<ReadOnlySpan<byte>> _lookup;
    private readonly List<T> _items;

    /// <param name="capacity">How many are expected.</param>
    public IndexedTable(int capacity = 0)
    {
        _byKey = new Dictionary<byte[], T>(capacity, ByteComparer.Instance);
        _lookup = _byKey.GetAlternateLookup<ReadOnlySpan<byte>>();
        _items = new List<T>(capacity);
    }

    /// <summary>How many there are.</summary>
    public int Count => _items.Count;

    /// <summary>The item at a place.</summary>
    public T this[int index] => _items[index];

    /// <summary>Finds an item.</summary>
    public bool TryFind(ReadOnlySpan<byte> key, [MaybeNullWhen(false)] out T item) =>
        _lookup.TryGetValue(key, out item);

    /// <summary>Adds an item whose key is not there yet.</summary>
    public void Add(T item)
    {
        _byKey.Add(item.Key, item);
        item.Index = _items.Count;
        _items.Add(item);
    }

    /// <summary>Takes an item out.</summary>
    /// <returns>Whether it was there.</returns>
    public bool Remove(ReadOnlySpan<byte> key, [MaybeNullWhen(false)] out T removed)
    {
        if (!_lookup.Remove(key, out _, out removed))
            return false;
        T last = _items[^1];
        _items[removed.Index] = last;
        last.Index = removed.Index;
        _items.RemoveAt(_items.Count - 1);
        return true;
    }

    /// <summary>Takes all out.</summary>
    public void Clear()
    {
        _byKey.Clear();
        _items.Clear();
    }

    /// <summary>The items in their order.</summary>
    public List<T>.Enumerator GetEnumerator() => _items.GetEnumerator();

    /// <summary>
    /// One step of a scan: the places from which to which it goes, the later first, and the cursor to go on with, 0 where it is over.
    /// </summary>
    /// <param name="cursor">0 to begin, or what the step before has given.</param>
    /// <param name="count">How many items to look at, from 1.</param>
    public (int From, int To, ulong Next) Scan(ulong cursor, int count)
    {
        int end = cursor == 0 ? Count : (int)Math.Min(cursor, (ulong)Count);
        int begin = Math.Max(0, end - count);
        return (end - 1, begin, (ulong)begin);
    }
}

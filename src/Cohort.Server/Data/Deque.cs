namespace Cohort.Server.Data;

/// <summary>
/// Items in a row, in one piece of memory with room at both ends: adding and taking away is cheap at either, and any
/// item is found by its place. In between, the items of the shorter side are moved.
/// </summary>
internal sealed class Deque<T>
{
    private const int FirstRoom = 4;
    private const int LeastShrunk = 32;

    private T[] _items = [];
    private int _first;

    /// <summary>How many there are.</summary>
    public int Count { get; private set; }

    /// <summary>How many items were moved in memory since the beginning: what changes have cost.</summary>
    public long Moved { get; private set; }

    /// <summary>All of them; valid until something is changed.</summary>
    public ReadOnlySpan<T> Items => _items.AsSpan(_first, Count);

    /// <summary>The item at a place, from 0.</summary>
    public T this[int place]
    {
        get => Items[place];
        set => _items.AsSpan(_first, Count)[place] = value;
    }

    /// <summary>Adds one before all others.</summary>
    public void AddFirst(T item)
    {
        if (_first == 0)
            MakeRoom();
        _items[--_first] = item;
        Count++;
    }

    /// <summary>Adds one behind all others.</summary>
    public void AddLast(T item)
    {
        if (_first + Count == _items.Length)
            MakeRoom();
        _items[_first + Count++] = item;
    }

    /// <summary>Adds one at a place; those that stand there and behind go on by one.</summary>
    public void Insert(int place, T item)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)place, (uint)Count);
        if (place < Count - place)
        {
            AddFirst(item);
            Move(1, 0, place);
        }
        else
        {
            AddLast(item);
            Move(place, place + 1, Count - 1 - place);
        }
        _items[_first + place] = item;
    }

    /// <summary>Takes some out that stand behind each other.</summary>
    public void Remove(int place, int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)place, (uint)(Count - count));
        int behind = Count - place - count;
        if (place < behind)
        {
            Move(0, count, place);
            Array.Clear(_items, _first, count);
            _first += count;
        }
        else
        {
            Move(place + count, place, behind);
            Array.Clear(_items, _first + Count - count, count);
        }
        Count -= count;
        GiveBackRoom();
    }

    /// <summary>Takes those out that are not to be kept.</summary>
    /// <param name="isKept">Asked of each once, from the first to the last.</param>
    public void Keep(Func<T, bool> isKept)
    {
        int kept = 0;
        for (int place = 0; place < Count; place++)
        {
            T item = _items[_first + place];
            if (isKept(item))
                _items[_first + kept++] = item;
        }
        Moved += Count;
        Array.Clear(_items, _first + kept, Count - kept);
        Count = kept;
        GiveBackRoom();
    }

    /// <summary>Has them stand the other way round.</summary>
    public void Reverse() => Array.Reverse(_items, _first, Count);

    private void Move(int from, int to, int count)
    {
        Array.Copy(_items, _first + from, _items, _first + to, count);
        Moved += count;
    }

    // The items go to the middle. Where half of the room is free, it is enough: so many items come and go before they
    // are moved again that it costs nothing.
    private void MakeRoom() =>
        MoveTo(new T[Count < _items.Length / 2 ? _items.Length : Math.Max(FirstRoom, 2 * _items.Length)]);

    private void GiveBackRoom()
    {
        if (_items.Length >= LeastShrunk && Count < _items.Length / 8)
            MoveTo(new T[_items.Length / 2]);
    }

    private void MoveTo(T[] items)
    {
        int first = (items.Length - Count + 1) / 2;
        Items.CopyTo(items.AsSpan(first));
        Moved += Count;
        (_items, _first) = (items, first);
    }
}

using Cohort.Serialization;

namespace Cohort.Server.Data.Values;

/// <summary>One of the two ends of a list.</summary>
internal enum ListEnd
{
    /// <summary>Where the first item stands.</summary>
    Left,

    /// <summary>Where the last item stands.</summary>
    Right,
}

/// <summary>A sequence of items, which nobody changes in place.</summary>
internal sealed class ListValue : Value
{
    private const int Overhead = 64;
    private const int ItemOverhead = 40;

    private readonly Deque<byte[]> _items = new();
    private long _bytes;

    public override ValueKind Kind => ValueKind.List;

    public override string TypeName => "list";

    public override string Encoding => "quicklist";

    public override bool IsEmpty => _items.Count == 0;

    public override long Size => Overhead + ItemOverhead * (long)Count + _bytes;

    /// <summary>How many items there are.</summary>
    public int Count => _items.Count;

    /// <summary>All of them; valid until something is changed.</summary>
    public ReadOnlySpan<byte[]> Items => _items.Items;

    /// <summary>How many items were moved in memory since the beginning.</summary>
    public long Moved => _items.Moved;

    /// <summary>Adds an item at an end.</summary>
    public void Push(ListEnd end, ReadOnlySpan<byte> item)
    {
        if (end == ListEnd.Left)
            _items.AddFirst(item.ToArray());
        else
            _items.AddLast(item.ToArray());
        _bytes += item.Length;
    }

    /// <summary>Takes the item at an end, of a list that is not empty.</summary>
    public byte[] Pop(ListEnd end)
    {
        int place = end == ListEnd.Left ? 0 : Count - 1;
        byte[] item = _items[place];
        Remove(place, 1);
        return item;
    }

    /// <summary>Puts another item in the place of one.</summary>
    public void Set(int place, ReadOnlySpan<byte> item)
    {
        _bytes += item.Length - _items[place].Length;
        _items[place] = item.ToArray();
    }

    /// <summary>Adds an item at a place, from 0 to <see cref="Count"/>.</summary>
    public void Insert(int place, ReadOnlySpan<byte> item)
    {
        _items.Insert(place, item.ToArray());
        _bytes += item.Length;
    }

    /// <summary>Takes items out that stand behind each other.</summary>
    public void Remove(int place, int count)
    {
        foreach (byte[] item in Items.Slice(place, count))
            _bytes -= item.Length;
        _items.Remove(place, count);
    }

    /// <summary>Takes items out that are equal to one.</summary>
    /// <param name="item">Which.</param>
    /// <param name="most">The most of them.</param>
    /// <param name="from">The end where the search begins.</param>
    /// <returns>How many.</returns>
    public int RemoveEqual(ReadOnlySpan<byte> item, long most, ListEnd from)
    {
        byte[] wanted = item.ToArray();
        int removed = 0;
        if (from == ListEnd.Right)
            _items.Reverse();
        _items.Keep(present =>
        {
            bool isKept = removed >= most || !present.AsSpan().SequenceEqual(wanted);
            removed += isKept ? 0 : 1;
            return isKept;
        });
        if (from == ListEnd.Right)
            _items.Reverse();
        _bytes -= (long)removed * wanted.Length;
        return removed;
    }

    public override Value Copy()
    {
        var copy = new ListValue();
        foreach (byte[] item in Items)
            copy.Push(ListEnd.Right, item);
        return copy;
    }

    public override void Save(ref PackWriter writer)
    {
        writer.WriteVarint((uint)Count);
        foreach (byte[] item in Items)
            writer.WriteBytes(item);
    }

    public static ListValue Load(ref PackReader reader)
    {
        var list = new ListValue();
        for (ulong left = reader.ReadVarint(); left > 0; left--)
            list.Push(ListEnd.Right, reader.ReadBytes());
        return list;
    }
}

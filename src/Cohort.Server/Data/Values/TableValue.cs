using System.Diagnostics.CodeAnalysis;

namespace Cohort.Server.Data.Values;

/// <summary>
/// A value of items by key. Redis keeps a small one as one piece of memory, and makes a table of it when it becomes
/// large; it never goes back. Here it is a table always: what is kept is only what clients can see of it.
/// </summary>
internal abstract class TableValue<T> : Value
    where T : IndexedItem
{
    private protected TableValue() { }

    public sealed override bool IsEmpty => Table.Count == 0;

    /// <summary>How many items there are.</summary>
    public int Count => Table.Count;

    /// <summary>The item at a place, from 0.</summary>
    public T this[int place] => Table[place];

    /// <summary>Whether Redis would still keep it in one piece.</summary>
    public bool IsCompact { get; protected set; } = true;

    /// <summary>The items, in an order that is the same at all replicas.</summary>
    protected IndexedTable<T> Table { get; } = new();

    /// <summary>Finds an item.</summary>
    public bool TryFind(ReadOnlySpan<byte> key, [MaybeNullWhen(false)] out T item) => Table.TryFind(key, out item);

    /// <summary>Whether there is such an item.</summary>
    public bool Contains(ReadOnlySpan<byte> key) => Table.TryFind(key, out _);

    /// <summary>The items in their order.</summary>
    public List<T>.Enumerator GetEnumerator() => Table.GetEnumerator();

    /// <summary>See <see cref="IndexedTable{T}.Scan"/>; one in one piece is always scanned in one step.</summary>
    public (int From, int To, ulong Next) Scan(ulong cursor, int count) =>
        IsCompact ? Table.Scan(0, Count) : Table.Scan(cursor, count);
}

namespace Cohort.Protocol.Durability;

/// <summary>What a log has of a view.</summary>
internal sealed class ViewCopy(View view, int self)
{
    private readonly List<byte[]>[] _items = [.. Enumerable.Range(0, view.Senders).Select(_ => new List<byte[]>())];

    public View View { get; } = view;

    /// <summary>The rank of the member whose log it is.</summary>
    public int Self { get; } = self;

    public Member Member => View.Members[Self];

    /// <summary>With which cut it ended; null where the log does not know that it did.</summary>
    public ulong[]? Cut { get; set; }

    /// <summary>Whether it has ended, and all of the cut is here.</summary>
    public bool IsEnded => Cut is { } cut && Holds(cut);

    /// <summary>The items of a stream, from the first on.</summary>
    public IReadOnlyList<byte[]> Items(int rank) => _items[rank];

    /// <summary>How much there is of each stream.</summary>
    public ulong[] Row() => [.. _items.Select(items => (ulong)items.Count)];

    /// <summary>Whether all of a cut is here.</summary>
    public bool Holds(ReadOnlySpan<ulong> cut)
    {
        if (cut.Length != _items.Length)
            return false;
        for (int rank = 0; rank < cut.Length; rank++)
            if ((ulong)_items[rank].Count < cut[rank])
                return false;
        return true;
    }

    /// <summary>Takes the next item of a stream; false where it is not the next.</summary>
    public bool Take(int rank, ulong number, ReadOnlySpan<byte> item)
    {
        if (rank >= _items.Length || number != (ulong)_items[rank].Count + 1)
            return false;
        _items[rank].Add(item.ToArray());
        return true;
    }

    /// <summary>Whether it is the next view of the same formation, or the first of another.</summary>
    public bool Follows(ViewCopy before) =>
        View.Group == before.View.Group ? View.Number == before.View.Number.Next : View.Number.Value == 0;
}

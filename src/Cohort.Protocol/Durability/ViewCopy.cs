using Cohort.Protocol.Multicast;

namespace Cohort.Protocol.Durability;

/// <summary>What a log has of a view.</summary>
/// <param name="view">The view.</param>
/// <param name="self">The rank of the member whose log it is.</param>
/// <param name="at">Where in the log that begins.</param>
/// <param name="start">Where the streams stood when it began in the middle of the view; null where it has them from the first item on.</param>
internal sealed class ViewCopy(View view, int self, LogPlace at, ViewBase? start = null)
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

    /// <summary>Where in the log it begins.</summary>
    public LogPlace At { get; } = at;

    /// <summary>Where the streams stood when it began in the middle of the view; null where it has them from the first item on.</summary>
    public ViewBase? Start { get; } = start;

    /// <summary>How many bytes the log has of it.</summary>
    public long Bytes { get; set; }

    /// <summary>How much of a stream lies before the first item that is here.</summary>
    public ulong Before(int rank) => Start?.Delivered[rank] ?? 0;

    /// <summary>An item of a stream that is here.</summary>
    public ReadOnlySpan<byte> Item(int rank, ulong number) => _items[rank][(int)(number - Before(rank) - 1)];

    /// <summary>How much there is of each stream, with what lies before the first item that is here.</summary>
    public ulong[] Row() => [.. _items.Select((_, rank) => Have(rank))];

    /// <summary>Whether all of a cut is here.</summary>
    public bool Holds(ReadOnlySpan<ulong> cut)
    {
        if (cut.Length != _items.Length)
            return false;
        for (int rank = 0; rank < cut.Length; rank++)
            if (Have(rank) < cut[rank] || cut[rank] < Before(rank))
                return false;
        return true;
    }

    /// <summary>Whether an item of a stream is here, or before what is.</summary>
    public bool Has(int rank, ulong number) => rank < _items.Length && number <= Have(rank);

    /// <summary>Takes the next item of a stream; false where it is not the next.</summary>
    public bool Take(int rank, ulong number, ReadOnlySpan<byte> item)
    {
        if (rank >= _items.Length || number != Have(rank) + 1)
            return false;
        _items[rank].Add(item.ToArray());
        return true;
    }

    /// <summary>Whether it is the next view of the same formation, or the first of another.</summary>
    public bool Follows(ViewCopy before) =>
        View.Group == before.View.Group ? View.Number == before.View.Number.Next : View.Number.Value == 0;

    private ulong Have(int rank) => Before(rank) + (ulong)_items[rank].Count;
}

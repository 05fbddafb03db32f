using Cohort.Protocol.Multicast;

namespace Cohort.Protocol.Durability;

/// <summary>What a log has of a view.</summary>
/// <param name="view">The view.</param>
/// <param name="self">The rank of the member whose log it is; null where that was not in the view, and got it from another's log.</param>
/// <param name="at">Where in the log that begins.</param>
/// <param name="start">Where the streams stood when it began in the middle of the view; null where it has them from the first item on.</param>
internal sealed class ViewCopy(View view, int? self, LogPlace at, ViewBase? start = null)
{
    private readonly List<ReadOnlyMemory<byte>>[] _items =
    [
        .. Enumerable.Range(0, view.Senders).Select(_ => new List<ReadOnlyMemory<byte>>()),
    ];

    public View View { get; } = view;

    /// <summary>The rank of the member whose log it is; null where that was not in the view.</summary>
    public int? Self { get; } = self;

    /// <summary>The member whose log it is; null where that was not in the view.</summary>
    public Member? Member => Self is { } rank ? View.Members[rank] : null;

    /// <summary>With which cut it ended; null where the log does not know that it did.</summary>
    public ulong[]? Cut { get; set; }

    /// <summary>Whether it has ended, and all of the cut is here.</summary>
    public bool IsEnded => Cut is { } cut && Holds(cut);

    /// <summary>Where in the log it begins.</summary>
    public LogPlace At { get; } = at;

    /// <summary>Where the streams stood when it began in the middle of the view; null where it has them from the first item on.</summary>
    public ViewBase? Start { get; } = start;

    /// <summary>How many bytes the log has of it.</summary>
    public long Bytes { get; private set; }

    /// <summary>How much of a stream lies before the first item that is here.</summary>
    public ulong Before(int rank) => Start?.Delivered[rank] ?? 0;

    /// <summary>An item of a stream that is here.</summary>
    public ReadOnlySpan<byte> Item(int rank, ulong number) => _items[rank][(int)(number - Before(rank) - 1)].Span;

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
    public bool Take(int rank, ulong number, ReadOnlySpan<byte> item) =>
        IsNext(rank, number) && Take(rank, item.ToArray());

    /// <summary>As <see cref="Take(int, ulong, ReadOnlySpan{byte})"/>, of an item that stays where it is.</summary>
    public bool Take(int rank, ulong number, ReadOnlyMemory<byte> item) => IsNext(rank, number) && Take(rank, item);

    private bool Take(int rank, ReadOnlyMemory<byte> item)
    {
        _items[rank].Add(item);
        Bytes += item.Length;
        return true;
    }

    private bool IsNext(int rank, ulong number) => rank < _items.Length && number == Have(rank) + 1;

    /// <summary>Whether it is the next view of the same formation, or the first of another.</summary>
    public bool Follows(ViewCopy before) =>
        View.Group == before.View.Group ? View.Number == before.View.Number.Next : View.Number.Value == 0;

    private ulong Have(int rank) => Before(rank) + (ulong)_items[rank].Count;
}

namespace Cohort.Simulation.Evidence;

/// <summary>For each sender of a view by rank, the number up to which its stream is covered.</summary>
internal sealed class StreamVector
{
    private readonly ulong _others;
    private ulong[] _numbers;

    private StreamVector(ulong others, ulong[] numbers)
    {
        _others = others;
        _numbers = numbers;
    }

    /// <summary>No message of any stream. Copy it before covering any.</summary>
    public static StreamVector Nothing { get; } = new(0, []);

    /// <summary>All messages of all streams. Copy it before ending any.</summary>
    public static StreamVector Everything { get; } = new(ulong.MaxValue, []);

    public ulong this[int rank] => (uint)rank < _numbers.Length ? _numbers[rank] : _others;

    public StreamVector Copy() => new(_others, [.. _numbers]);

    public void Cover(MessageId id) => Set(id.Rank, Math.Max(this[id.Rank], id.Number));

    public void EndBefore(MessageId id) => Set(id.Rank, id.Number - 1);

    /// <summary>The lowest rank but one that this covers further than another does; null where there is none.</summary>
    public int? FirstBeyond(StreamVector other, int except)
    {
        for (int rank = 0; rank < _numbers.Length; rank++)
            if (rank != except && _numbers[rank] > other[rank])
                return rank;
        return null;
    }

    private void Set(int rank, ulong number)
    {
        if (rank < 0)
            return; // no member of the view: D5's business
        if (rank >= _numbers.Length)
        {
            int length = _numbers.Length;
            Array.Resize(ref _numbers, rank + 1);
            Array.Fill(_numbers, _others, length, rank + 1 - length);
        }
        _numbers[rank] = number;
    }
}

namespace Cohort.Storage.Logs;

/// <summary>Records that have not been written yet, as they will lie in the files.</summary>
internal sealed class LogBatch
{
    /// <summary>Records that lie behind each other in one file.</summary>
    /// <param name="Segment">The file.</param>
    /// <param name="At">Where they begin in the file.</param>
    /// <param name="From">Where they begin in <see cref="Bytes"/>.</param>
    public readonly record struct Run(SegmentHeader Segment, long At, int From);

    // What is larger is given back when so many batches in a row have needed less than a quarter of it.
    private const int LargestKept = 4 << 20;
    private const int LeastNeeded = 4;
    private const int Patience = 64;

    private byte[] _bytes = [];
    private int _used;
    private int _unneeded;

    /// <summary>The runs, in their order.</summary>
    public List<Run> Runs { get; } = [];

    /// <summary>Whether there are none.</summary>
    public bool IsEmpty => _used == 0;

    /// <summary>The bytes of all runs, one behind the other.</summary>
    public ReadOnlySpan<byte> Bytes => _bytes.AsSpan(0, _used);

    /// <summary>The number of the last record.</summary>
    public ulong Last { get; private set; }

    /// <summary>The bytes of a run.</summary>
    public ReadOnlySpan<byte> Of(int run) => Bytes[Runs[run].From..(run + 1 < Runs.Count ? Runs[run + 1].From : _used)];

    /// <summary>The records from here on lie at a place in a file.</summary>
    public void Begin(in SegmentHeader segment, long at) => Runs.Add(new Run(segment, at, _used));

    /// <summary>Room for the next record. What is to fill it up to where the next one may begin is zero.</summary>
    public Span<byte> Take(ulong number, int size)
    {
        if (_bytes.Length - _used < size)
            Array.Resize(ref _bytes, Math.Max(_used + size, 2 * _bytes.Length));
        Last = number;
        Span<byte> room = _bytes.AsSpan(_used, size);
        room[^Math.Min(size, RecordHeader.Alignment)..].Clear();
        _used += size;
        return room;
    }

    /// <summary>Forgets them. The room that was needed stays, so that a log at work does not take it anew for each batch.</summary>
    public void Clear()
    {
        _unneeded = _bytes.Length > LargestKept && _used < _bytes.Length / LeastNeeded ? _unneeded + 1 : 0;
        if (_unneeded > Patience)
            (_bytes, _unneeded) = ([], 0);
        _used = 0;
        Runs.Clear();
    }
}

using Cohort.Protocol;
using Cohort.Storage.Disks;

namespace Cohort.Storage.Logs;

/// <summary>
/// Appends to a log. Whoever appends never waits for the disk; <see cref="Commit"/> brings all that waits to the disk with one sync
/// (group commit: DeWitt et al., Implementation Techniques for Main Memory Database Systems, SIGMOD 1984). <see cref="Append"/> may be
/// called on any thread, everything else on one at a time. After the disk has failed once nothing is written any more.
/// </summary>
internal sealed class LogWriter : IDisposable
{
    private const string Spare = "spare.new";
    private const string Unfinished = ".new";

    private static readonly byte[] s_zeros = new byte[1 << 20];

    private readonly Lock _lock = new();
    private readonly IDisk _disk;
    private readonly LogOptions _options;
    private readonly List<SegmentHeader> _segments;
    private LogBatch _waiting = new();
    private LogBatch _writing = new();
    private IDiskFile? _file;
    private DiskFailedException? _failure;

    // Where the next record goes.
    private SegmentHeader _segment;
    private long _at;
    private ulong _next;
    private uint _previous;
    private ulong _synced;

    // What the last record says of how far the log is on the disk.
    private ulong _told;

    private LogWriter(IDisk disk, LogOptions options, LogEnd? end)
    {
        (_disk, _options) = (disk, options);
        _segments = [.. end?.Segments ?? []];
        _segment = _segments is [.., { } last] ? last : new SegmentHeader(Guid.Empty, 0, 1, 0);
        (_at, _next, _previous) = (end?.At ?? 0, end?.Next ?? 1, end?.Previous ?? 0);
    }

    /// <summary>The last record that is on the disk; 0 where none is.</summary>
    public ulong Synced => Volatile.Read(ref _synced);

    /// <summary>The first record that there is.</summary>
    public ulong First => _segments is [{ } first, ..] ? first.First : _next;

    /// <summary>
    /// Opens a log, or begins one where there is none. What nobody was told of is cut off at its end, where it is there only in parts.
    /// </summary>
    /// <param name="disk">Where it is.</param>
    /// <param name="options">How it lies there.</param>
    /// <param name="log">What to call it where it is new: an identity drawn at random.</param>
    /// <param name="visit">Is told every record that there is.</param>
    /// <exception cref="DamagedLogException">Something that was acknowledged cannot be read.</exception>
    /// <exception cref="DiskFailedException">The disk has failed.</exception>
    public static LogWriter Open(IDisk disk, LogOptions options, Guid log, LogVisitor visit)
    {
        try
        {
            foreach (string name in disk.List().Where(name => name.EndsWith(Unfinished, StringComparison.Ordinal)))
                disk.Delete(name);
            LogEnd? end = LogReader.Read(disk, visit);
            var writer = new LogWriter(disk, options, end);
            if (end is null)
                writer._segment = writer._segment with { Log = log };
            else
                writer.Resume(end);
            return writer;
        }
        catch (IOException e)
        {
            throw new DiskFailedException(disk.Name, e);
        }
    }

    /// <summary>Adds a record behind the last one. It is on the disk when <see cref="Synced"/> has come to it.</summary>
    /// <param name="content">What it says: at least a byte.</param>
    /// <returns>Its number.</returns>
    /// <exception cref="DiskFailedException">The disk has failed before.</exception>
    public ulong Append(ReadOnlySpan<byte> content)
    {
        ArgumentOutOfRangeException.ThrowIfZero(content.Length);
        lock (_lock)
            return Add(content);
    }

    /// <summary>Brings all that was appended to the disk.</summary>
    /// <returns>The last record that is there now.</returns>
    /// <exception cref="DiskFailedException">The disk has failed: what waited may be there or not.</exception>
    public ulong Commit()
    {
        Guarded(() =>
        {
            if (!Write())
                return;
            Sync();
            Volatile.Write(ref _synced, _writing.Last);
            _writing.Clear();
        });
        return Synced;
    }

    /// <summary>Says in the log itself how far it is on the disk, where no later record does. Nobody need wait for that: without it, what
    /// was written last, if it is damaged, cannot be told from what was never acknowledged.</summary>
    public void Settle()
    {
        lock (_lock)
        {
            if (_failure is not null || !_waiting.IsEmpty || _told >= _synced)
                return;
            Add([]);
        }
        Guarded(() =>
        {
            Write();
            _writing.Clear();
        });
    }

    /// <summary>Deletes what nobody will ask for any more: the files that have nothing but records before this one.</summary>
    public void Drop(ulong before)
    {
        Guarded(() =>
        {
            // The oldest first, so that there is never a gap.
            while (_segments.Count > 1 && _segments[1].First <= before)
            {
                _disk.Delete(_segments[0].FileName);
                _segments.RemoveAt(0);
            }
        });
    }

    /// <summary>Closes the file. What was not committed is lost.</summary>
    public void Dispose() => _file?.Dispose();

    private void Sync()
    {
        try
        {
            _file!.Sync();
        }
        catch (IOException) when (Mutants.Has(Mutant.SyncFailureIgnored)) { }
    }

    private ulong Add(ReadOnlySpan<byte> content)
    {
        if (_failure is not null)
            throw _failure;
        int size = checked((int)RecordHeader.SizeOf(content.Length));
        if (_at + size > _segment.Bytes)
            BeginSegment(size);
        else if (_waiting.IsEmpty)
            _waiting.Begin(_segment, _at);
        ulong number = _next++;
        Span<byte> record = _waiting.Take(number, size);
        content.CopyTo(record[RecordHeader.Size..]);
        _told = Synced;
        _previous = new RecordHeader(content.Length, number, _previous, _told).Write(record);
        _at += size;
        return number;
    }

    private void BeginSegment(int size)
    {
        long bytes = Math.Max(_options.SegmentBytes, SegmentHeader.RecordsAt + size);
        (_segment, _at) = (new SegmentHeader(_segment.Log, bytes, _next, _previous), SegmentHeader.RecordsAt);
        _waiting.Begin(_segment, _at);
    }

    /// <summary>Writes all that waits; false where nothing does.</summary>
    private bool Write()
    {
        lock (_lock)
            (_waiting, _writing) = (_writing, _waiting);
        for (int run = 0; run < _writing.Runs.Count; run++)
        {
            LogBatch.Run next = _writing.Runs[run];
            if (_segments is not [.., { } last] || last.First != next.Segment.First)
                Create(next.Segment);
            _file!.Write(_writing.Of(run), next.At);
        }
        return !_writing.IsEmpty;
    }

    // A file that is there proves that everything before it is on the disk.
    private void Create(in SegmentHeader segment)
    {
        _file?.Sync();
        _file?.Dispose();
        _file = _disk.Create(Spare);
        // Zeros are written and not only promised: what is put in their place later changes nothing but itself.
        for (long at = 0; at < segment.Bytes; at += s_zeros.Length)
            _file.Write(s_zeros.AsSpan(0, (int)Math.Min(s_zeros.Length, segment.Bytes - at)), at);
        _file.Write(segment.Write(), 0);
        _file.Sync();
        _disk.Rename(Spare, segment.FileName);
        _segments.Add(segment);
    }

    /// <summary>Goes on with a log that is there.</summary>
    private void Resume(LogEnd end)
    {
        _file = _disk.Open(_segment.FileName);
        for (long at = 0; at < end.Torn; at += s_zeros.Length)
            _file.Write(s_zeros.AsSpan(0, (int)Math.Min(s_zeros.Length, end.Torn - at)), end.At + at);
        // What was read may be in memory alone: whoever wrote it may have died before it was on the disk.
        _file.Sync();
        _synced = end.Next - 1;
    }

    private void Guarded(Action act)
    {
        if (_failure is not null)
            throw _failure;
        try
        {
            act();
        }
        catch (IOException e)
        {
            var failure = new DiskFailedException(_disk.Name, e);
            lock (_lock)
                _failure = failure;
            throw failure;
        }
    }
}

using System.Diagnostics;
using Cohort.Protocol;
using Cohort.Storage.Disks;

namespace Cohort.Storage.Logs;

/// <summary>
/// Appends to a log. Whoever appends never waits for the disk; <see cref="Commit"/> brings all that waits to the disk with one sync
/// (group commit: DeWitt et al., Implementation Techniques for Main Memory Database Systems, SIGMOD 1984). Appending and
/// <see cref="Seal"/> may be called on any thread, everything else on one at a time. After the disk has failed once nothing is written any more.
/// </summary>
internal sealed class LogWriter : IDisposable
{
    private readonly Lock _lock = new();
    private readonly IDisk _disk;
    private readonly LogOptions _options;
    private readonly List<SegmentHeader> _segments;
    private readonly SpareFile _spare;
    private LogBatch _waiting = new();
    private LogBatch _writing = new();
    private IDiskFile? _file;
    private DiskFailedException? _failure;
    private bool _isSealed;

    // Where the next record goes.
    private SegmentHeader _segment;
    private long _at;
    private ulong _next;
    private uint _previous;
    private ulong _synced;
    private long _growsTo;

    // What the last record says of how far the log is on the disk.
    private ulong _told;

    private LogWriter(IDisk disk, LogOptions options, LogEnd? end)
    {
        (_disk, _options, _spare) = (disk, options, new SpareFile(disk));
        _segments = [.. end?.Segments ?? []];
        _segment = _segments is [.., { } last] ? last : new SegmentHeader(Guid.Empty, 0, 1, 0);
        (_at, _next, _previous) = (end?.At ?? 0, end?.Next ?? 1, end?.Previous ?? 0);
    }

    /// <summary>The last record that is on the disk; 0 where none is.</summary>
    public ulong Synced => Volatile.Read(ref _synced);

    /// <summary>How long the last sync has taken.</summary>
    public TimeSpan SyncTook { get; private set; }

    /// <summary>The first record that there is.</summary>
    public ulong First => _segments is [{ } first, ..] ? first.First : _next;

    /// <summary>The identity of the log.</summary>
    public Guid Log => _segment.Log;

    /// <summary>Whether less of the next file is made than should be: from the middle of this one on the next one grows as this one fills, and
    /// is whole when this one is full.</summary>
    public bool IsNextFileBehind
    {
        get
        {
            lock (_lock)
                return (double)_spare.Bytes / NextSegmentBytes < (double)(2 * _at - _segment.Bytes) / _segment.Bytes;
        }
    }

    /// <summary>
    /// Opens a log, or begins one where there is none. What nobody was told of is cut off at its end, where it is there only in parts.
    /// </summary>
    /// <param name="disk">Where it is.</param>
    /// <param name="options">How it lies there.</param>
    /// <param name="log">What to call it where it is new: an identity drawn at random.</param>
    /// <param name="visit">Is told every record that there is.</param>
    /// <exception cref="DamagedLogException">Something that was acknowledged cannot be read.</exception>
    /// <exception cref="DataFolderException">A newer version has written it.</exception>
    /// <exception cref="DiskFailedException">The disk has failed.</exception>
    public static LogWriter Open(IDisk disk, LogOptions options, Guid log, LogVisitor visit)
    {
        try
        {
            foreach (string name in disk.List())
                if (name.EndsWith(SpareFile.Unfinished, StringComparison.Ordinal))
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
    /// <exception cref="ObjectDisposedException">The log takes no more.</exception>
    public ulong Append(ReadOnlySpan<byte> content) => Append(content, []);

    /// <summary>Adds a record that says two things, one behind the other.</summary>
    /// <param name="head">What it says first.</param>
    /// <param name="body">What it says then; together at least a byte.</param>
    /// <returns>Its number.</returns>
    /// <exception cref="DiskFailedException">The disk has failed before.</exception>
    /// <exception cref="ObjectDisposedException">The log takes no more.</exception>
    public ulong Append(ReadOnlySpan<byte> head, ReadOnlySpan<byte> body)
    {
        if (head.IsEmpty && body.IsEmpty)
            throw new ArgumentException("A record says at least a byte.");
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_isSealed && _failure is null, this);
            return Add(head, body);
        }
    }

    /// <summary>Takes no more records from now on. What was appended can be committed still.</summary>
    public void Seal()
    {
        lock (_lock)
            _isSealed = true;
    }

    /// <summary>Brings all that was appended to the disk.</summary>
    /// <returns>The last record that is there now.</returns>
    /// <exception cref="DiskFailedException">The disk has failed: what waited may be there or not.</exception>
    public ulong Commit()
    {
        Guarded(static log =>
        {
            if (!log.Write())
                return;
            log.Sync();
            Volatile.Write(ref log._synced, log._writing.Last);
            log._writing.Clear();
        });
        return Synced;
    }

    /// <summary>Makes the next piece of the next file, so that the record which begins it need not wait for all of it.</summary>
    /// <returns>Whether there is more to make.</returns>
    /// <exception cref="DiskFailedException">The disk has failed.</exception>
    public bool GrowNextFile()
    {
        lock (_lock)
            _growsTo = NextSegmentBytes;
        if (_spare.Bytes < _growsTo)
            Guarded(static log => log._spare.Grow(log._growsTo));
        return _spare.Bytes < _growsTo;
    }

    /// <summary>Says in the log itself how far it is on the disk, where no later record does. Nobody need wait for that: without it, what
    /// was written last, if it is damaged, cannot be told from what was never acknowledged.</summary>
    public void Settle()
    {
        lock (_lock)
        {
            if (_failure is not null || !_waiting.IsEmpty || _told >= _synced)
                return;
            Add([], []);
        }
        Guarded(static log =>
        {
            log.Write();
            log._writing.Clear();
        });
    }

    /// <summary>Lets go of what nobody will ask for any more: the files that have nothing but records before this one. The next ones are
    /// made of some of them; the others are deleted.</summary>
    public void Drop(ulong before)
    {
        if (_segments.Count > 1 && _segments[1].First <= before)
            DropFiles(before);
    }

    // Apart from the question whether there are any, which every commit asks, and which is to allocate no closure.
    private void DropFiles(ulong before)
    {
        ulong first = _segments.FindLast(segment => segment.First <= before).First;
        Guarded(log => DroppedMark.Write(log._disk, log._segment.Log, first));
        // The oldest first, so that there is never a gap.
        while (_segments[0].First < first)
            Guarded(static log =>
            {
                if (!log._spare.TryKeep(log._segments[0], log._options.SegmentBytes))
                    log._disk.Delete(log._segments[0].FileName);
                log._segments.RemoveAt(0);
            });
    }

    /// <summary>Closes the file. What was not committed is lost.</summary>
    public void Dispose()
    {
        Seal();
        _file?.Dispose();
        _spare.Dispose();
    }

    private void Sync()
    {
        long began = Stopwatch.GetTimestamp();
        try
        {
            _file!.Sync();
            SyncTook = Stopwatch.GetElapsedTime(began);
        }
        catch (IOException) when (Mutants.Has(Mutant.SyncFailureIgnored)) { }
    }

    private ulong Add(ReadOnlySpan<byte> head, ReadOnlySpan<byte> body)
    {
        if (_failure is not null)
            throw _failure;
        int length = checked(head.Length + body.Length);
        int size = checked((int)RecordHeader.SizeOf(length));
        if (_at + size > _segment.Bytes)
            BeginSegment(size);
        else if (_waiting.IsEmpty)
            _waiting.Begin(_segment, _at);
        ulong number = _next++;
        Span<byte> record = _waiting.Take(number, size);
        head.CopyTo(record[RecordHeader.Size..]);
        body.CopyTo(record[(RecordHeader.Size + head.Length)..]);
        _told = Synced;
        _previous = new RecordHeader(length, number, _previous, _told).Write(record);
        _at += size;
        return number;
    }

    // That of the one which is being filled is 0 where there is none.
    private long NextSegmentBytes =>
        Math.Min(_options.SegmentBytes, Math.Max(_options.FirstSegmentBytes, 2 * _segment.Bytes));

    private void BeginSegment(int size)
    {
        long bytes = Math.Max(NextSegmentBytes, SegmentHeader.RecordsAt + size);
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
        _file = _spare.Take(segment);
        _segments.Add(segment);
    }

    /// <summary>Goes on with a log that is there.</summary>
    private void Resume(LogEnd end)
    {
        _file = _disk.Open(_segment.FileName);
        SpareFile.Clear(_file, end.At, end.At + end.Remains);
        Rewrite(_file, end.UnsyncedAt, end.At);
        _file.Sync();
        _synced = end.Next - 1;
    }

    // What was read may be in memory alone: whoever wrote it may have died before it was on the disk. And where a sync had failed, the
    // system believes that it is there, and no other sync brings it there, unless it is written again.
    private static void Rewrite(IDiskFile file, long from, long to)
    {
        if (Mutants.Has(Mutant.TailNotRewritten))
            return;
        byte[] bytes = new byte[Math.Min(to - from, 1 << 20)];
        for (long at = from; at < to; at += bytes.Length)
        {
            Span<byte> piece = bytes.AsSpan(0, (int)Math.Min(bytes.Length, to - at));
            int read = file.Read(piece, at);
            file.Write(piece[..read], at);
        }
    }

    // What it is to do takes nothing but the log, so that it is made once and not at every commit.
    private void Guarded(Action<LogWriter> act)
    {
        if (_failure is not null)
            throw _failure;
        try
        {
            act(this);
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

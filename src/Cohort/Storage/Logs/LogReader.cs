using Cohort.Storage.Disks;

namespace Cohort.Storage.Logs;

/// <summary>A record of a log.</summary>
/// <param name="number">Its place in the log.</param>
/// <param name="content">What it says; valid until this returns.</param>
internal delegate void LogVisitor(ulong number, ReadOnlySpan<byte> content);

/// <summary>A record of a log and where it lies, or a mark, which says nothing.</summary>
/// <param name="file">The name of the file.</param>
/// <param name="offset">Where in the file it begins.</param>
/// <param name="header">What stands in front of it.</param>
/// <param name="content">What it says; valid until this returns.</param>
/// <returns>Whether to go on.</returns>
internal delegate bool LogWalker(string file, long offset, in RecordHeader header, ReadOnlySpan<byte> content);

/// <summary>Where a log ends.</summary>
/// <param name="Segments">What its files begin with, in their order.</param>
/// <param name="At">The place behind the last record, in the last file.</param>
/// <param name="Next">The number that the next record has.</param>
/// <param name="Previous">The checksum of the last.</param>
/// <param name="Remains">How many bytes behind that are no record of the log, up to the last that is not 0: they were being written when the
/// power failed, and nobody has been told that they were there; or they are what was in the file before it was used anew.</param>
/// <param name="IsReused">Whether some of them are of the latter kind.</param>
/// <param name="UnsyncedAt">Where those records begin in the last file of which the log does not say that they were on the disk.</param>
internal sealed record LogEnd(
    IReadOnlyList<SegmentHeader> Segments,
    long At,
    ulong Next,
    uint Previous,
    long Remains,
    bool IsReused,
    long UnsyncedAt
)
{
    /// <summary>How many bytes are known to be of records that were being written when the power failed.</summary>
    public long Torn => IsReused ? 0 : Remains;
}

/// <summary>
/// Reads a log, from its first record to its last, and proves it: either it has everything that was ever acknowledged, or this says
/// where it has not. It changes nothing, and the log may be written to meanwhile.
/// </summary>
internal sealed class LogReader(IDisk disk, LogWalker walk)
{
    private readonly List<SegmentHeader> _segments = [];
    private readonly Queue<(ulong Number, long At)> _unsynced = new();
    private string? _oldest;
    private byte[] _file = [];
    private int _length;
    private ulong _next;
    private uint _previous;
    private long _at;
    private long _remains;
    private bool _isReused;
    private bool _isStopped;

    /// <summary>Reads a log.</summary>
    /// <returns>Where it ends; null where there is none.</returns>
    /// <exception cref="DamagedLogException">Something that was acknowledged cannot be read.</exception>
    /// <exception cref="DataFolderException">A newer version has written it.</exception>
    /// <exception cref="IOException">The disk cannot be read.</exception>
    public static LogEnd? Read(IDisk disk, LogVisitor visit) =>
        Walk(
            disk,
            from: 0,
            (_, _, in header, content) =>
            {
                if (header.Length > 0)
                    visit(header.Number, content);
                return true;
            }
        );

    /// <summary>Reads a log and says where its records lie.</summary>
    /// <param name="disk">Where it is.</param>
    /// <param name="from">Files that have nothing but records before this one are left out.</param>
    /// <param name="walk">Is told every record that there is, and every mark.</param>
    /// <returns>Where it ends; null where there is none, or it was not read to its end.</returns>
    /// <exception cref="DamagedLogException">Something that was acknowledged cannot be read.</exception>
    /// <exception cref="DataFolderException">A newer version has written it.</exception>
    /// <exception cref="IOException">The disk cannot be read.</exception>
    public static LogEnd? Walk(IDisk disk, ulong from, LogWalker walk) => new LogReader(disk, walk).Read(from);

    private LogEnd? Read(ulong from)
    {
        (ulong First, string Name)[] files =
        [
            .. disk.List()
                .Select(name => (First: SegmentHeader.FirstOf(name), Name: name))
                .Where(file => file.First is not null)
                .Select(file => (First: file.First!.Value, file.Name))
                .OrderBy(file => file.First),
        ];
        if (from == 0)
            ProveBeginning(files.Length == 0 ? null : files[0].First);
        int begin = Math.Max(0, Array.FindLastIndex(files, file => file.First <= from));
        _oldest = files.Length > 0 ? files[begin].Name : null;
        for (int place = begin; place < files.Length && !_isStopped; place++)
            ReadSegment(files[place].Name, files[place].First, isLast: place == files.Length - 1);
        FailIfDropped();
        return files.Length == 0 || _isStopped ? null : End();
    }

    // What was let go of meanwhile may have been used anew while it was read, the oldest first.
    private void FailIfDropped()
    {
        if (_oldest is not null && !disk.List().Contains(_oldest))
            throw new FileNotFoundException($"The file {_oldest} of {disk.Name} was let go of while it was read.");
    }

    // What is deleted meanwhile was said to be before, and is said still.
    private void ProveBeginning(ulong? first)
    {
        ulong dropped = DroppedMark.Read(disk);
        if (first is null && dropped == 1)
            return;
        if (!(first <= dropped))
            throw Damaged(
                new SegmentHeader(default, 0, dropped, 0).FileName,
                0,
                first is null
                    ? $"there is no such file, and the log goes on from record {dropped} at the latest"
                    : $"there is no such file, nor one before it: the log begins with record {first}, and nothing after record {dropped} was let go of"
            );
    }

    private LogEnd End() =>
        new(
            _segments,
            _at,
            _next,
            _previous,
            _remains,
            _isReused,
            _unsynced.TryPeek(out (ulong Number, long At) first) ? first.At : _at
        );

    private void ReadSegment(string name, ulong first, bool isLast)
    {
        Load(name);
        SegmentHeader header = Header(name, first);
        _segments.Add(header);
        (_next, _previous, _at) = (first, header.Previous, SegmentHeader.RecordsAt);
        _unsynced.Clear();
        ReadRecords(name);
        if (isLast && !_isStopped)
            ReadTail(name);
    }

    private void ReadRecords(string name)
    {
        while (!_isStopped && RecordHeader.TryRead(Rest, out RecordHeader record, out uint checksum) && Follows(record))
        {
            _isStopped = !walk(name, _at, record, Rest.Slice(RecordHeader.Size, record.Length));
            _unsynced.Enqueue((record.Number, _at));
            while (_unsynced.TryPeek(out (ulong Number, long At) oldest) && oldest.Number <= record.Synced)
                _unsynced.Dequeue();
            _at += RecordHeader.SizeOf(record.Length);
            (_next, _previous) = (record.Number + 1, checksum);
        }
    }

    // A record that proves another one may have been written while the file was read, behind the place where that was missing still.
    // Then it is there when the file is read once more.
    private void ReadTail(string name)
    {
        ulong missing = 0;
        while (Witness() is var (witness, at) && !_isStopped)
        {
            if (missing == _next)
                throw Damaged(
                    name,
                    _at,
                    $"record {_next} cannot be read, and record {witness}, at byte {at}, says that it was there"
                );
            missing = _next;
            Load(name);
            ReadRecords(name);
        }
    }

    private ReadOnlySpan<byte> Rest => _file.AsSpan((int)Math.Min(_at, _length).._length);

    private bool Follows(in RecordHeader record) => record.Number == _next && record.Previous == _previous;

    private void Load(string name)
    {
        using IDiskFile file = disk.Open(name);
        if (file.Size > Array.MaxLength)
            throw Damaged(name, 0, $"the file has {file.Size} bytes, more than any of a log has");
        if (_file.Length < file.Size)
            _file = GC.AllocateUninitializedArray<byte>((int)file.Size);
        _length = file.Read(_file.AsSpan(0, (int)file.Size), 0);
    }

    private SegmentHeader Header(string name, ulong first)
    {
        if (SegmentHeader.NewerThanKnown(_file.AsSpan(0, _length)) is { } newer)
            throw DataFolderException.Newer(disk.Name, name, newer, SegmentHeader.Version);
        if (SegmentHeader.Read(_file.AsSpan(0, _length), out SegmentHeader header) is { } wrong)
            throw Damaged(name, 0, wrong);
        if (header.Bytes != _length)
            throw Damaged(name, _length, $"the file ends here, and had {header.Bytes} bytes");
        if (header.First != first)
            throw Damaged(name, 0, $"the file begins with record {header.First}, and its name is that of {first}");
        if (_segments is not [.., { } before])
            return header;
        if (before.Log != header.Log)
            throw Damaged(name, 0, $"the file is of log {header.Log}, and the ones before it are of {before.Log}");
        // It was begun only when all before it was on the disk.
        if (_next != first || _previous != header.Previous)
            throw Damaged(
                before.FileName,
                _at,
                $"record {_next} cannot be read, and the next file, {name}, begins with {first}"
            );
        return header;
    }

    // What nobody was told of may be there in parts, in whatever order the disk has written them. What is behind it may say that it
    // was on the disk: then it was acknowledged, and is damaged.
    private (ulong Number, long At)? Witness()
    {
        ReadOnlySpan<byte> rest = Rest;
        (_remains, _isReused) = (rest.LastIndexOfAnyExcept((byte)0) + 1, false);
        for (int at = 0; at < _remains; at += RecordHeader.Alignment)
        {
            ReadOnlySpan<byte> bytes = rest[at..];
            // Its checksum is looked at last: it may be of much, and hardly any place could be a record.
            if (!RecordHeader.TryReadUnproved(bytes, out RecordHeader found, out _))
                continue;
            bool isWitness = found.Synced >= _next && found.Number - _next <= (ulong)rest.Length;
            bool isFormer = !_isReused && found.Number < _segments[^1].First;
            if (!(isWitness || isFormer) || !RecordHeader.TryRead(bytes, out _, out _))
                continue;
            if (isWitness)
                return (found.Number, _at + at);
            _isReused = true;
        }
        return null;
    }

    private DamagedLogException Damaged(string file, long offset, string what)
    {
        FailIfDropped();
        return new DamagedLogException(disk.Name, file, offset, what);
    }
}

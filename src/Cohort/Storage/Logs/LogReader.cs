using Cohort.Storage.Disks;

namespace Cohort.Storage.Logs;

/// <summary>A record of a log.</summary>
/// <param name="number">Its place in the log.</param>
/// <param name="content">What it says; valid until this returns.</param>
internal delegate void LogVisitor(ulong number, ReadOnlySpan<byte> content);

/// <summary>Where a log ends.</summary>
/// <param name="Segments">What its files begin with, in their order.</param>
/// <param name="At">The place behind the last record, in the last file.</param>
/// <param name="Next">The number that the next record has.</param>
/// <param name="Previous">The checksum of the last.</param>
/// <param name="Torn">How many bytes behind that are no record, up to the last that is not 0: they were being written when the power
/// failed, and nobody has been told that they were there.</param>
internal sealed record LogEnd(IReadOnlyList<SegmentHeader> Segments, long At, ulong Next, uint Previous, long Torn);

/// <summary>
/// Reads a whole log, from its first record to its last, and proves it: either it has everything that was ever acknowledged, or this says
/// where it has not. It changes nothing.
/// </summary>
internal sealed class LogReader(IDisk disk, LogVisitor visit)
{
    private readonly List<SegmentHeader> _segments = [];
    private byte[] _file = [];
    private int _length;
    private ulong _next;
    private uint _previous;
    private long _at;
    private long _torn;

    /// <summary>Reads a log.</summary>
    /// <returns>Where it ends; null where there is none.</returns>
    /// <exception cref="DamagedLogException">Something that was acknowledged cannot be read.</exception>
    /// <exception cref="DataFolderException">A newer version has written it.</exception>
    /// <exception cref="IOException">The disk cannot be read.</exception>
    public static LogEnd? Read(IDisk disk, LogVisitor visit) => new LogReader(disk, visit).Read();

    private LogEnd? Read()
    {
        (ulong First, string Name)[] files =
        [
            .. disk.List()
                .Select(name => (First: SegmentHeader.FirstOf(name), Name: name))
                .Where(file => file.First is not null)
                .Select(file => (First: file.First!.Value, file.Name))
                .OrderBy(file => file.First),
        ];
        for (int place = 0; place < files.Length; place++)
            ReadSegment(files[place].Name, files[place].First, isLast: place == files.Length - 1);
        return files.Length == 0 ? null : new LogEnd(_segments, _at, _next, _previous, _torn);
    }

    private void ReadSegment(string name, ulong first, bool isLast)
    {
        using (IDiskFile file = disk.Open(name))
            Load(name, file);
        SegmentHeader header = Header(name, first);
        _segments.Add(header);
        (_next, _previous, _at) = (first, header.Previous, SegmentHeader.RecordsAt);
        while (RecordHeader.TryRead(Rest, out RecordHeader record, out uint checksum) && Follows(record))
        {
            if (record.Length > 0)
                visit(record.Number, Rest.Slice(RecordHeader.Size, record.Length));
            _at += RecordHeader.SizeOf(record.Length);
            (_next, _previous) = (record.Number + 1, checksum);
        }
        if (isLast)
            JudgeTail(name);
    }

    private ReadOnlySpan<byte> Rest => _file.AsSpan((int)Math.Min(_at, _length).._length);

    private bool Follows(in RecordHeader record) => record.Number == _next && record.Previous == _previous;

    private void Load(string name, IDiskFile file)
    {
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
    private void JudgeTail(string name)
    {
        ReadOnlySpan<byte> rest = Rest;
        _torn = rest.LastIndexOfAnyExcept((byte)0) + 1;
        for (int at = 0; at < _torn; at += RecordHeader.Alignment)
            if (
                RecordHeader.TryRead(rest[at..], out RecordHeader later, out _)
                && later.Number >= _next
                && later.Synced >= _next
            )
                throw Damaged(
                    name,
                    _at,
                    $"record {_next} cannot be read, and record {later.Number}, at byte {_at + at}, says that it was there"
                );
    }

    private DamagedLogException Damaged(string file, long offset, string what) => new(disk.Name, file, offset, what);
}

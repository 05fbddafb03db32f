using Cohort.Protocol.Wire;
using Cohort.Storage.Disks;

namespace Cohort.Storage.Logs;

/// <summary>
/// Proves a file of a log that another one follows, piece by piece, whatever the size of its records: their checksums,
/// their numbers, and that they are a chain, up to the record with which the next file begins.
/// </summary>
/// <param name="file">The file; who proves it closes it.</param>
/// <param name="header">What it begins with.</param>
/// <param name="end">The number of the first record of the next file.</param>
/// <param name="piece">Where pieces are read to.</param>
internal sealed class SegmentProof(IDiskFile file, SegmentHeader header, ulong end, byte[] piece)
{
    private ulong _next = header.First;
    private long _at = SegmentHeader.RecordsAt;

    // The record under way: how much of what it says is still to be read, and its checksum, as it is and as it should
    // be.
    private RecordHeader _record;
    private long _left;
    private uint _found;
    private uint _expected;
    private bool _isWithin;

    /// <summary>Where the record begins that is to be proved next, or is being proved.</summary>
    public long RecordAt { get; private set; } = SegmentHeader.RecordsAt;

    /// <summary>The checksum of the last record that was proved.</summary>
    public uint Previous { get; private set; } = header.Previous;

    /// <summary>Whether all records have been proved.</summary>
    public bool IsOver => _next == end && !_isWithin;

    /// <summary>Reads a piece, and proves what is in it.</summary>
    /// <returns>What is wrong at <see cref="RecordAt"/>; null where nothing is.</returns>
    /// <exception cref="IOException">It cannot be read.</exception>
    public string? Step()
    {
        ReadOnlySpan<byte> rest = piece.AsSpan(0, file.Read(piece, _at));
        if (rest.Length < Math.Min(piece.Length, header.Bytes - _at))
            return $"record {_next} cannot be read: the file is shorter than it was";
        long before;
        do
        {
            before = _at;
            if ((_isWithin ? Continue(rest) : Begin(rest)) is { } wrong)
                return wrong;
            rest = rest[(int)Math.Min(_at - before, rest.Length)..];
        } while (_at > before && !rest.IsEmpty && !IsOver);
        return null;
    }

    // Where no whole header is left in the piece it is read with the next one.
    private string? Begin(ReadOnlySpan<byte> rest)
    {
        bool isThere = header.Bytes - _at >= RecordHeader.Size;
        if (isThere && rest.Length < RecordHeader.Size)
            return null;
        if (
            !RecordHeader.TryReadUnproved(rest, out _record, out _expected)
            || _record.Number != _next
            || _record.Previous != Previous
            || RecordHeader.SizeOf(_record.Length) > header.Bytes - _at
        )
            return $"record {_next} cannot be read";
        _found = RecordHeader.ChecksumOf(rest);
        (_left, _isWithin) = (_record.Length, true);
        _at += RecordHeader.Size;
        return _left == 0 ? End() : null;
    }

    private string? Continue(ReadOnlySpan<byte> rest)
    {
        int more = (int)Math.Min(_left, rest.Length);
        _found = Crc32C.Append(_found, rest[..more]);
        _left -= more;
        _at += more;
        return _left == 0 ? End() : null;
    }

    private string? End()
    {
        if (_found != _expected)
            return $"the checksum of record {_next} does not fit what it says";
        _isWithin = false;
        _at = RecordAt += RecordHeader.SizeOf(_record.Length);
        (Previous, _next) = (_expected, _next + 1);
        return null;
    }
}

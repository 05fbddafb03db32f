using System.Buffers.Binary;
using Cohort.Protocol.Wire;
using Cohort.Storage.Disks;

namespace Cohort.Storage.Backups;

/// <summary>Writes the file of a backup, piece by piece.</summary>
internal sealed class BackupWriter
{
    // The log's syncs go to the same disk: none of them is to wait behind a whole state.
    private const int SyncEvery = 16 << 20;

    private readonly IDiskFile _file;
    private readonly byte[] _piece;
    private int _filled;
    private long _at;
    private long _body;
    private long _unsynced;
    private uint _checksum;

    private BackupWriter(IDiskFile file, int headBytes, int pieceBytes)
    {
        (_file, _at) = (file, BackupHeader.Size + headBytes);
        _piece = new byte[pieceBytes + sizeof(uint)];
    }

    /// <summary>Begins an empty file, whose body comes by and by.</summary>
    /// <param name="file">The file.</param>
    /// <param name="headBytes">How long the head will be.</param>
    /// <param name="pieceBytes">How long a piece of the body is that has a checksum of its own.</param>
    public static BackupWriter Begin(IDiskFile file, int headBytes, int pieceBytes = 1 << 20) =>
        new(file, headBytes, pieceBytes);

    /// <summary>The body is whole: syncs the file.</summary>
    /// <param name="head">What stands in front of it.</param>
    public void End(ReadOnlySpan<byte> head)
    {
        WritePiece();
        // How long the body is shows at its end.
        _file.Write(new BackupHeader(_body, _checksum, _piece.Length - sizeof(uint), head.Length).Write(head), 0);
        _file.Sync();
    }

    /// <summary>Takes the next part of the body, of any length.</summary>
    public void Add(ReadOnlySpan<byte> part)
    {
        while (!part.IsEmpty)
        {
            Span<byte> room = _piece.AsSpan(_filled, _piece.Length - sizeof(uint) - _filled);
            int taken = Math.Min(room.Length, part.Length);
            part[..taken].CopyTo(room);
            part = part[taken..];
            _filled += taken;
            if (taken == room.Length)
                WritePiece();
        }
    }

    private void WritePiece()
    {
        if (_filled == 0)
            return;
        _checksum = Crc32C.Append(_checksum, _piece.AsSpan(0, _filled));
        BinaryPrimitives.WriteUInt32LittleEndian(_piece.AsSpan(_filled), _checksum);
        int bytes = _filled + sizeof(uint);
        _file.Write(_piece.AsSpan(0, bytes), _at);
        (_at, _body, _filled, _unsynced) = (_at + bytes, _body + _filled, 0, _unsynced + bytes);
        if (_unsynced < SyncEvery)
            return;
        _file.Sync();
        _unsynced = 0;
    }
}

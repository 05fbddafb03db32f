using System.Buffers.Binary;
using Cohort.Protocol.Wire;
using Cohort.Storage.Disks;

namespace Cohort.Storage.Snapshots;

/// <summary>A snapshot, without its body.</summary>
/// <param name="Header">What its file begins with.</param>
/// <param name="Head">The head.</param>
internal sealed record Snapshot(SnapshotHeader Header, ReadOnlyMemory<byte> Head)
{
    /// <summary>Which it is.</summary>
    public SnapshotId Id => Header.Id;
}

/// <summary>A piece of the body of a snapshot.</summary>
/// <param name="piece">What it says; valid until this returns.</param>
internal delegate void SnapshotVisitor(ReadOnlySpan<byte> piece);

/// <summary>Reads a snapshot from its beginning to its end, and proves it: it is what was written, or this says where it is not.</summary>
internal sealed class SnapshotReader(IDisk disk, string name, SnapshotId id)
{
    private readonly string _name = name;

    /// <summary>Reads a snapshot.</summary>
    /// <param name="disk">Where it is.</param>
    /// <param name="id">Which.</param>
    /// <param name="log">The log that it is to be of; null where it may be of any.</param>
    /// <param name="visit">Is told the pieces of the body, each when it is proved; where a later one is damaged, those that came before it
    /// are worth nothing.</param>
    /// <exception cref="DamagedSnapshotException">It is not what was written.</exception>
    /// <exception cref="DataFolderException">A newer version has written it.</exception>
    /// <exception cref="IOException">The disk cannot be read.</exception>
    public static Snapshot Read(IDisk disk, SnapshotId id, Guid? log, SnapshotVisitor visit) =>
        Read(disk, id.FileName, id, log, visit);

    /// <summary>As the other one, of a file with any name.</summary>
    public static Snapshot Read(IDisk disk, string name, SnapshotId id, Guid? log, SnapshotVisitor visit)
    {
        using IDiskFile file = disk.Open(name);
        return new SnapshotReader(disk, name, id).Read(file, log, visit);
    }

    private Snapshot Read(IDiskFile file, Guid? log, SnapshotVisitor visit)
    {
        byte[] begin = new byte[SnapshotHeader.Size];
        int read = file.Read(begin, 0);
        if (SnapshotHeader.BytesWithHead(begin.AsSpan(0, read)) is not { } bytes)
            throw Damaged(0, "the file does not begin as one of a snapshot does");
        byte[] withHead = new byte[bytes];
        if (file.Read(withHead, 0) < bytes)
            throw Damaged(file.Size, $"the file ends in its header, which has {bytes} bytes");
        if (!SnapshotHeader.TryRead(withHead, out SnapshotHeader header, out uint version))
            throw Damaged(0, "the checksum of the file's header does not fit what it says");
        if (version > SnapshotHeader.Version)
            throw DataFolderException.Newer(disk.Name, _name, version, SnapshotHeader.Version);
        if (header.Id != id)
            throw Damaged(0, $"the file is snapshot {header.Id.FileName}, and its name is that of another");
        if (log is { } wanted && header.Log != wanted)
            throw Damaged(0, $"the file is of log {header.Log}, and the log in the folder is {wanted}");
        if (header.FileBytes != file.Size)
            throw Damaged(file.Size, $"the file ends here, and had {header.FileBytes} bytes");
        ReadBody(file, header, visit);
        return new Snapshot(header, withHead.AsMemory(SnapshotHeader.Size));
    }

    private void ReadBody(IDiskFile file, in SnapshotHeader header, SnapshotVisitor visit)
    {
        byte[] room = new byte[(int)Math.Min(header.PieceBytes, header.BodyBytes) + sizeof(uint)];
        uint checksum = 0;
        long at = SnapshotHeader.Size + header.HeadBytes;
        for (long left = header.BodyBytes; left > 0; )
        {
            int length = (int)Math.Min(header.PieceBytes, left);
            Span<byte> piece = room.AsSpan(0, length + sizeof(uint));
            if (file.Read(piece, at) < piece.Length)
                throw Damaged(at, "the file ends in the piece that begins here");
            checksum = Crc32C.Append(checksum, piece[..length]);
            if (BinaryPrimitives.ReadUInt32LittleEndian(piece[length..]) != checksum)
                throw Damaged(at, $"the checksum of the {length} bytes from here on does not fit them");
            visit(piece[..length]);
            at += piece.Length;
            left -= length;
        }
        if (checksum != header.BodyChecksum)
            throw Damaged(0, "the checksum of the whole does not fit the body");
    }

    private DamagedSnapshotException Damaged(long offset, string what) => new(disk.Name, _name, offset, what);
}

using System.Buffers.Binary;
using Cohort.Protocol.Wire;
using Cohort.Storage.Disks;

namespace Cohort.Storage.Backups;

/// <summary>A piece of the body of a backup.</summary>
/// <param name="piece">What it says; valid until this returns.</param>
internal delegate void BackupVisitor(ReadOnlySpan<byte> piece);

/// <summary>Reads the file of a backup from its beginning to its end, and proves it: it is what was written, or this says where it is not.</summary>
internal sealed class BackupReader(IDisk disk, string name)
{
    private readonly string _path = Path.Combine(disk.Name, name);

    /// <summary>Reads a file.</summary>
    /// <param name="disk">Where it is.</param>
    /// <param name="name">What it is called.</param>
    /// <param name="visit">Is told the pieces of the body, each when it is proved; where a later one is damaged, those that came before it
    /// are worth nothing.</param>
    /// <returns>The head, and how long the body is.</returns>
    /// <exception cref="DamagedBackupException">It is not what was written.</exception>
    /// <exception cref="BackupException">A newer version has written it.</exception>
    /// <exception cref="IOException">The disk cannot be read.</exception>
    public static (ReadOnlyMemory<byte> Head, long BodyBytes) Read(IDisk disk, string name, BackupVisitor visit)
    {
        using IDiskFile file = disk.Open(name);
        return new BackupReader(disk, name).Read(file, visit);
    }

    private (ReadOnlyMemory<byte> Head, long BodyBytes) Read(IDiskFile file, BackupVisitor visit)
    {
        byte[] begin = new byte[BackupHeader.Size];
        int read = file.Read(begin, 0);
        if (BackupHeader.BytesWithHead(begin.AsSpan(0, read)) is not { } bytes)
            throw Damaged(0, "the file does not begin as a backup does");
        byte[] withHead = new byte[bytes];
        if (file.Read(withHead, 0) < bytes)
            throw Damaged(file.Size, $"the file ends in its header, which has {bytes} bytes");
        if (!BackupHeader.TryRead(withHead, out BackupHeader header, out uint version))
            throw Damaged(0, "the checksum of the file's header does not fit what it says");
        if (version > BackupHeader.Version)
            throw BackupFile.Newer(_path);
        if (header.FileBytes != file.Size)
            throw Damaged(file.Size, $"the file ends here, and had {header.FileBytes} bytes");
        ReadBody(file, header, visit);
        return (withHead.AsMemory(BackupHeader.Size), header.BodyBytes);
    }

    private void ReadBody(IDiskFile file, in BackupHeader header, BackupVisitor visit)
    {
        byte[] room = new byte[(int)Math.Min(header.PieceBytes, header.BodyBytes) + sizeof(uint)];
        uint checksum = 0;
        long at = BackupHeader.Size + header.HeadBytes;
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

    private DamagedBackupException Damaged(long offset, string what) => new(_path, offset, what);
}

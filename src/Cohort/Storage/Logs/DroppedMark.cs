using System.Buffers.Binary;
using Cohort.Protocol.Wire;
using Cohort.Storage.Disks;

namespace Cohort.Storage.Logs;

/// <summary>
/// A small file beside a log that says up to where its oldest files were deleted on purpose. It is on the disk before the first of them goes;
/// so a log that begins later than it says has lost its beginning.
/// </summary>
internal static class DroppedMark
{
    /// <summary>The name of the file.</summary>
    public const string FileName = "dropped";

    /// <summary>The format that this program writes, and the newest that it reads.</summary>
    public const uint Version = 1;

    private const string Unfinished = FileName + SpareFile.Unfinished;
    private const int VersionAt = 8;
    private const int ChecksumAt = VersionAt + sizeof(uint);
    private const int LogAt = ChecksumAt + sizeof(uint);
    private const int FirstAt = LogAt + 16;
    private const int Size = FirstAt + sizeof(ulong);

    private static ReadOnlySpan<byte> Magic => "CohortDr"u8;

    /// <summary>Says that nothing before a record is needed.</summary>
    /// <exception cref="IOException">The disk has failed.</exception>
    public static void Write(IDisk disk, Guid log, ulong first)
    {
        byte[] mark = new byte[Size];
        Magic.CopyTo(mark);
        BinaryPrimitives.WriteUInt32LittleEndian(mark.AsSpan(VersionAt), Version);
        log.TryWriteBytes(mark.AsSpan(LogAt));
        BinaryPrimitives.WriteUInt64LittleEndian(mark.AsSpan(FirstAt), first);
        BinaryPrimitives.WriteUInt32LittleEndian(mark.AsSpan(ChecksumAt), ChecksumOf(mark));
        using (IDiskFile file = disk.Create(Unfinished))
        {
            file.Write(mark, 0);
            file.Sync();
        }
        disk.Rename(Unfinished, FileName);
    }

    /// <summary>The record that the log may begin with at the latest; 1 where nothing was ever deleted.</summary>
    /// <exception cref="DamagedLogException">The file is not what was written.</exception>
    /// <exception cref="DataFolderException">A newer version has written it.</exception>
    /// <exception cref="IOException">The disk cannot be read.</exception>
    public static ulong Read(IDisk disk)
    {
        if (!disk.List().Contains(FileName))
            return 1;
        byte[] mark = new byte[Size];
        using (IDiskFile file = disk.Open(FileName))
            if (file.Read(mark, 0) < Size)
                throw new DamagedLogException(disk.Name, FileName, file.Size, "the file ends here");
        if (
            !mark.AsSpan().StartsWith(Magic)
            || BinaryPrimitives.ReadUInt32LittleEndian(mark.AsSpan(ChecksumAt)) != ChecksumOf(mark)
        )
            throw new DamagedLogException(disk.Name, FileName, 0, "the checksum of the file does not fit what it says");
        uint version = BinaryPrimitives.ReadUInt32LittleEndian(mark.AsSpan(VersionAt));
        return version > Version
            ? throw DataFolderException.Newer(disk.Name, FileName, version, Version)
            : BinaryPrimitives.ReadUInt64LittleEndian(mark.AsSpan(FirstAt));
    }

    private static uint ChecksumOf(ReadOnlySpan<byte> mark) =>
        Crc32C.Append(Crc32C.Of(mark[..ChecksumAt]), mark[LogAt..Size]);
}

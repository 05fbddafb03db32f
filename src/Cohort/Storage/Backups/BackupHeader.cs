using System.Buffers.Binary;
using Cohort.Protocol.Wire;

namespace Cohort.Storage.Backups;

/// <summary>What the file of a backup begins with; the head stands behind it, and then the pieces of the body, each with a checksum of all
/// up to its end.</summary>
/// <param name="BodyBytes">How long the body is.</param>
/// <param name="BodyChecksum">The checksum of all of it.</param>
/// <param name="PieceBytes">How long a piece of it is, but for the last.</param>
/// <param name="HeadBytes">How long the head is.</param>
internal readonly record struct BackupHeader(long BodyBytes, uint BodyChecksum, int PieceBytes, int HeadBytes)
{
    /// <summary>The format that this program writes, and the newest that it reads.</summary>
    public const uint Version = 1;

    /// <summary>The bytes of a header.</summary>
    public const int Size = HeadBytesAt + sizeof(uint);

    /// <summary>How long a head may be.</summary>
    public const int LargestHead = 1 << 20;

    /// <summary>How long a piece may be.</summary>
    public const int LargestPiece = 16 << 20;

    private const int VersionAt = 8;
    private const int ChecksumAt = VersionAt + sizeof(uint);
    private const int BodyBytesAt = ChecksumAt + sizeof(uint);
    private const int BodyChecksumAt = BodyBytesAt + sizeof(long);
    private const int PieceBytesAt = BodyChecksumAt + sizeof(uint);
    private const int HeadBytesAt = PieceBytesAt + sizeof(uint);

    private static ReadOnlySpan<byte> Magic => "CohortBk"u8;

    /// <summary>How long the file is; negative where what it says cannot be.</summary>
    public long FileBytes =>
        BodyBytes < 0 || PieceBytes is <= 0 or > LargestPiece
            ? -1
            : Size + HeadBytes + BodyBytes + (BodyBytes + PieceBytes - 1) / PieceBytes * sizeof(uint);

    /// <summary>How long header and head are together, by the header alone; null where it is none that can be.</summary>
    public static int? BytesWithHead(ReadOnlySpan<byte> file) =>
        file.Length >= Size
        && file.StartsWith(Magic)
        && BinaryPrimitives.ReadUInt32LittleEndian(file[HeadBytesAt..]) is <= LargestHead and var head
            ? Size + (int)head
            : null;

    /// <summary>Writes it.</summary>
    /// <param name="head">What stands behind it, which its checksum is of as well.</param>
    public byte[] Write(ReadOnlySpan<byte> head)
    {
        byte[] bytes = new byte[Size + head.Length];
        Magic.CopyTo(bytes);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(VersionAt), Version);
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(BodyBytesAt), BodyBytes);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(BodyChecksumAt), BodyChecksum);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(PieceBytesAt), PieceBytes);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(HeadBytesAt), head.Length);
        head.CopyTo(bytes.AsSpan(Size));
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(ChecksumAt), ChecksumOf(bytes));
        return bytes;
    }

    /// <summary>Reads header and head together.</summary>
    /// <param name="bytes">As many as <see cref="BytesWithHead"/> says.</param>
    /// <param name="header">What it says; nothing where it is damaged, or newer.</param>
    /// <param name="version">The format that it has.</param>
    /// <returns>Whether the checksum fits.</returns>
    public static bool TryRead(ReadOnlySpan<byte> bytes, out BackupHeader header, out uint version)
    {
        header = default;
        version = BinaryPrimitives.ReadUInt32LittleEndian(bytes[VersionAt..]);
        if (BinaryPrimitives.ReadUInt32LittleEndian(bytes[ChecksumAt..]) != ChecksumOf(bytes))
            return false;
        if (version == Version)
            header = new BackupHeader(
                BinaryPrimitives.ReadInt64LittleEndian(bytes[BodyBytesAt..]),
                BinaryPrimitives.ReadUInt32LittleEndian(bytes[BodyChecksumAt..]),
                BinaryPrimitives.ReadInt32LittleEndian(bytes[PieceBytesAt..]),
                BinaryPrimitives.ReadInt32LittleEndian(bytes[HeadBytesAt..])
            );
        return true;
    }

    private static uint ChecksumOf(ReadOnlySpan<byte> bytes) =>
        Crc32C.Append(Crc32C.Of(bytes[..ChecksumAt]), bytes[BodyBytesAt..]);
}

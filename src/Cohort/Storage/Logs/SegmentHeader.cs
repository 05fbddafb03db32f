using System.Buffers.Binary;
using System.Globalization;
using Cohort.Protocol.Wire;

namespace Cohort.Storage.Logs;

/// <summary>What a file of a log begins with.</summary>
/// <param name="Log">The log that it is of: drawn at random when that was begun.</param>
/// <param name="Bytes">How long the file is.</param>
/// <param name="First">The number of its first record.</param>
/// <param name="Previous">The checksum of the record before that; 0 in the first file.</param>
internal readonly record struct SegmentHeader(Guid Log, long Bytes, ulong First, uint Previous)
{
    /// <summary>The format that this program writes, and the newest that it reads.</summary>
    public const uint Version = 1;

    /// <summary>Where the first record begins: on a page of its own, so that writing it touches nothing of the header.</summary>
    public const int RecordsAt = 4096;

    private const string Ending = ".log";
    private const int VersionAt = 8;
    private const int ChecksumAt = VersionAt + sizeof(uint);
    private const int LogAt = ChecksumAt + sizeof(uint);
    private const int BytesAt = LogAt + 16;
    private const int FirstAt = BytesAt + sizeof(long);
    private const int PreviousAt = FirstAt + sizeof(ulong);
    private const int Size = PreviousAt + sizeof(uint);

    private static ReadOnlySpan<byte> Magic => "CohortLg"u8;

    /// <summary>The name of the file.</summary>
    public string FileName => First.ToString("x16", CultureInfo.InvariantCulture) + Ending;

    /// <summary>The number of the first record of a file by its name; null where it is no file of a log.</summary>
    public static ulong? FirstOf(string fileName) =>
        fileName.Length == 16 + Ending.Length
        && fileName.EndsWith(Ending, StringComparison.Ordinal)
        && ulong.TryParse(
            fileName.AsSpan(0, 16),
            NumberStyles.AllowHexSpecifier,
            CultureInfo.InvariantCulture,
            out ulong first
        )
            ? first
            : null;

    /// <summary>Writes it.</summary>
    public byte[] Write()
    {
        byte[] header = new byte[Size];
        Magic.CopyTo(header);
        BinaryPrimitives.WriteUInt32LittleEndian(header.AsSpan(VersionAt), Version);
        Log.TryWriteBytes(header.AsSpan(LogAt));
        BinaryPrimitives.WriteInt64LittleEndian(header.AsSpan(BytesAt), Bytes);
        BinaryPrimitives.WriteUInt64LittleEndian(header.AsSpan(FirstAt), First);
        BinaryPrimitives.WriteUInt32LittleEndian(header.AsSpan(PreviousAt), Previous);
        BinaryPrimitives.WriteUInt32LittleEndian(header.AsSpan(ChecksumAt), ChecksumOf(header));
        return header;
    }

    /// <summary>The format of a file that a newer version has written; null where none has. Where the checksum lies, and of what it is, is the
    /// same in all formats.</summary>
    public static uint? NewerThanKnown(ReadOnlySpan<byte> file) =>
        file.Length >= Size
        && file.StartsWith(Magic)
        && BinaryPrimitives.ReadUInt32LittleEndian(file[VersionAt..]) is > Version and var version
        && BinaryPrimitives.ReadUInt32LittleEndian(file[ChecksumAt..]) == ChecksumOf(file)
            ? version
            : null;

    /// <summary>Reads it.</summary>
    /// <param name="file">The beginning of the file.</param>
    /// <param name="header">What it says.</param>
    /// <returns>What is wrong with it; null where nothing is.</returns>
    public static string? Read(ReadOnlySpan<byte> file, out SegmentHeader header)
    {
        header = default;
        if (file.Length < Size)
            return "the file ends in its header";
        if (!file.StartsWith(Magic))
            return "the file does not begin as one of a log does";
        if (BinaryPrimitives.ReadUInt32LittleEndian(file[ChecksumAt..]) != ChecksumOf(file))
            return "the checksum of the file's header does not fit what it says";
        uint version = BinaryPrimitives.ReadUInt32LittleEndian(file[VersionAt..]);
        if (version != Version)
            return $"the file has format {version}, which there is none of";
        header = new SegmentHeader(
            new Guid(file.Slice(LogAt, 16)),
            BinaryPrimitives.ReadInt64LittleEndian(file[BytesAt..]),
            BinaryPrimitives.ReadUInt64LittleEndian(file[FirstAt..]),
            BinaryPrimitives.ReadUInt32LittleEndian(file[PreviousAt..])
        );
        return null;
    }

    private static uint ChecksumOf(ReadOnlySpan<byte> header) =>
        Crc32C.Append(Crc32C.Of(header[..ChecksumAt]), header[LogAt..Size]);
}

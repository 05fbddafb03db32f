using System.Buffers.Binary;
using Cohort.Protocol;
using Cohort.Protocol.Wire;

namespace Cohort.Storage.Logs;

/// <summary>
/// What stands in front of each record. The checksum covers all of it but itself, and what the record says; it has the checksum of the
/// record before, so that records are a chain. And it says how far the log was on the disk when it was written: whoever finds a
/// damaged record in front of it knows whether that was ever acknowledged.
/// </summary>
/// <param name="Length">The bytes behind the header; 0 in a record that is there only to say how far the log was on the disk.</param>
/// <param name="Number">Its place in the log, from 1.</param>
/// <param name="Previous">The checksum of the record before; 0 in the first.</param>
/// <param name="Synced">The last record that was on the disk when this one was made; 0 where none was.</param>
internal readonly record struct RecordHeader(int Length, ulong Number, uint Previous, ulong Synced)
{
    /// <summary>The bytes of a header.</summary>
    public const int Size = UnsyncedAt + sizeof(uint);

    /// <summary>Where a record may begin: at multiples of this.</summary>
    public const int Alignment = 8;

    private const int LengthAt = sizeof(uint);
    private const int NumberAt = LengthAt + sizeof(uint);
    private const int PreviousAt = NumberAt + sizeof(ulong);
    private const int UnsyncedAt = PreviousAt + sizeof(uint);

    /// <summary>What a record of so many bytes takes up.</summary>
    public static long SizeOf(int length) => ((long)Size + length + Alignment - 1) / Alignment * Alignment;

    /// <summary>Writes it in front of what the record says, which is there already.</summary>
    /// <param name="record">Header and bytes, without what fills it up.</param>
    /// <returns>The checksum.</returns>
    public uint Write(Span<byte> record)
    {
        BinaryPrimitives.WriteInt32LittleEndian(record[LengthAt..], Length);
        BinaryPrimitives.WriteUInt64LittleEndian(record[NumberAt..], Number);
        BinaryPrimitives.WriteUInt32LittleEndian(record[PreviousAt..], Previous);
        BinaryPrimitives.WriteUInt32LittleEndian(record[UnsyncedAt..], (uint)Math.Min(Number - Synced, uint.MaxValue));
        uint checksum = Crc32C.Of(record[LengthAt..(Size + Length)]);
        BinaryPrimitives.WriteUInt32LittleEndian(record, checksum);
        return checksum;
    }

    /// <summary>Reads the header of a record that begins here; false where there is no whole one.</summary>
    public static bool TryRead(ReadOnlySpan<byte> bytes, out RecordHeader header, out uint checksum) =>
        TryReadUnproved(bytes, out header, out checksum)
        && header.Length <= bytes.Length - Size
        && (Crc32C.Of(bytes[LengthAt..(Size + header.Length)]) == checksum || Mutants.Has(Mutant.RotIsRead));

    /// <summary>Reads a header before what the record says is there: only the checksum shows whether it is one, and that is of what
    /// the record says too.</summary>
    public static bool TryReadUnproved(ReadOnlySpan<byte> bytes, out RecordHeader header, out uint checksum)
    {
        (header, checksum) = (default, 0);
        if (bytes.Length < Size)
            return false;
        int length = BinaryPrimitives.ReadInt32LittleEndian(bytes[LengthAt..]);
        ulong number = BinaryPrimitives.ReadUInt64LittleEndian(bytes[NumberAt..]);
        uint unsynced = BinaryPrimitives.ReadUInt32LittleEndian(bytes[UnsyncedAt..]);
        if (number == 0 || unsynced == 0 || unsynced > number || length < 0)
            return false;
        checksum = BinaryPrimitives.ReadUInt32LittleEndian(bytes);
        uint previous = BinaryPrimitives.ReadUInt32LittleEndian(bytes[PreviousAt..]);
        header = new RecordHeader(length, number, previous, number - unsynced);
        return true;
    }

    /// <summary>The checksum of a header, to which that of what the record says is appended.</summary>
    public static uint ChecksumOf(ReadOnlySpan<byte> header) => Crc32C.Of(header[LengthAt..Size]);
}

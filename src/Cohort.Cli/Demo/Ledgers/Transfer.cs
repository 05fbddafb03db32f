using System.Buffers.Binary;

namespace Cohort.Cli.Demo.Ledgers;

/// <summary>Money that goes from one account to another, if there is enough of it.</summary>
internal readonly record struct Transfer(OperationId Id, int From, int To, long Amount)
{
    /// <summary>The size of its encoding in bytes.</summary>
    public const int Size = 24;

    /// <summary>Encodes it.</summary>
    public void Encode(Span<byte> bytes)
    {
        BinaryPrimitives.WriteInt32LittleEndian(bytes, Id.Client);
        BinaryPrimitives.WriteInt32LittleEndian(bytes[4..], Id.Sequence);
        BinaryPrimitives.WriteInt32LittleEndian(bytes[8..], From);
        BinaryPrimitives.WriteInt32LittleEndian(bytes[12..], To);
        BinaryPrimitives.WriteInt64LittleEndian(bytes[16..], Amount);
    }

    /// <summary>Decodes what <see cref="Encode"/> wrote.</summary>
    public static Transfer Decode(ReadOnlySpan<byte> bytes) =>
        new(
            new OperationId(
                BinaryPrimitives.ReadInt32LittleEndian(bytes),
                BinaryPrimitives.ReadInt32LittleEndian(bytes[4..])
            ),
            BinaryPrimitives.ReadInt32LittleEndian(bytes[8..]),
            BinaryPrimitives.ReadInt32LittleEndian(bytes[12..]),
            BinaryPrimitives.ReadInt64LittleEndian(bytes[16..])
        );
}

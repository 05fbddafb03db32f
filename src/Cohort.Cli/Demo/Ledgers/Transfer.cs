using System.Buffers.Binary;

namespace Cohort.Cli.Demo.Ledgers;

/// <summary>Money that goes from one account to another, if there is enough of it.</summary>
/// <param name="Id">The call that orders it.</param>
/// <param name="From">The account that pays.</param>
/// <param name="To">The account that is paid.</param>
/// <param name="Amount">How much.</param>
/// <param name="IsAskedAgain">Whether its client does not know what became of its first call: it is made unless it has been.</param>
internal readonly record struct Transfer(OperationId Id, int From, int To, long Amount, bool IsAskedAgain = false)
{
    /// <summary>The size of its encoding in bytes.</summary>
    public const int Size = 25;

    /// <summary>Encodes it.</summary>
    public void Encode(Span<byte> bytes)
    {
        BinaryPrimitives.WriteInt32LittleEndian(bytes, Id.Client);
        BinaryPrimitives.WriteInt32LittleEndian(bytes[4..], Id.Sequence);
        BinaryPrimitives.WriteInt32LittleEndian(bytes[8..], From);
        BinaryPrimitives.WriteInt32LittleEndian(bytes[12..], To);
        BinaryPrimitives.WriteInt64LittleEndian(bytes[16..], Amount);
        bytes[24] = IsAskedAgain ? (byte)1 : (byte)0;
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
            BinaryPrimitives.ReadInt64LittleEndian(bytes[16..]),
            bytes[24] != 0
        );
}

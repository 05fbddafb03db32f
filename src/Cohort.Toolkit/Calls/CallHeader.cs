using System.Buffers.Binary;

namespace Cohort.Toolkit.Calls;

/// <summary>What a call begins with. Behind it are the member that it is for, the chain that it was made in, where it has them, and
/// the arguments.</summary>
/// <param name="Flags">What it asks for.</param>
/// <param name="Contract">The place of its contract among those of the group.</param>
/// <param name="Method">The method.</param>
/// <param name="Nonce">The caller's: tells its calls from those of all others.</param>
/// <param name="Number">Its number among the calls of its caller, from 1.</param>
internal readonly record struct CallHeader(CallFlags Flags, byte Contract, uint Method, ulong Nonce, ulong Number)
{
    private const int FlagsAt = 1;
    private const int ContractAt = 2;
    private const int MethodAt = 3;
    private const int NonceAt = MethodAt + sizeof(uint);
    private const int NumberAt = NonceAt + sizeof(ulong);

    /// <summary>Its size in bytes, the kind of message counted.</summary>
    public const int Size = NumberAt + sizeof(ulong);

    /// <summary>Writes it, the kind of message first.</summary>
    public void Write(Span<byte> header)
    {
        header[0] = (byte)CallMessageKind.Call;
        header[FlagsAt] = (byte)Flags;
        header[ContractAt] = Contract;
        BinaryPrimitives.WriteUInt32LittleEndian(header[MethodAt..], Method);
        BinaryPrimitives.WriteUInt64LittleEndian(header[NonceAt..], Nonce);
        BinaryPrimitives.WriteUInt64LittleEndian(header[NumberAt..], Number);
    }

    /// <summary>Reads it; false where the bytes are none.</summary>
    public static bool TryRead(ReadOnlySpan<byte> message, out CallHeader header)
    {
        header = default;
        if (message.Length < Size || (message[FlagsAt] & ~(byte)CallFlags.All) != 0)
            return false;
        header = new CallHeader(
            (CallFlags)message[FlagsAt],
            message[ContractAt],
            BinaryPrimitives.ReadUInt32LittleEndian(message[MethodAt..]),
            BinaryPrimitives.ReadUInt64LittleEndian(message[NonceAt..]),
            BinaryPrimitives.ReadUInt64LittleEndian(message[NumberAt..])
        );
        return header.Number > 0;
    }
}

/// <summary>What a reply begins with; what it says is behind it.</summary>
/// <param name="Outcome">What the call came to.</param>
/// <param name="Nonce">The caller's.</param>
/// <param name="Number">The call's number.</param>
internal readonly record struct ReplyHeader(ReplyOutcome Outcome, ulong Nonce, ulong Number)
{
    private const int OutcomeAt = 1;
    private const int NonceAt = 2;
    private const int NumberAt = NonceAt + sizeof(ulong);

    /// <summary>Its size in bytes, the kind of message counted.</summary>
    public const int Size = NumberAt + sizeof(ulong);

    /// <summary>Writes it, the kind of message first.</summary>
    public void Write(Span<byte> header)
    {
        header[0] = (byte)CallMessageKind.Reply;
        header[OutcomeAt] = (byte)Outcome;
        BinaryPrimitives.WriteUInt64LittleEndian(header[NonceAt..], Nonce);
        BinaryPrimitives.WriteUInt64LittleEndian(header[NumberAt..], Number);
    }

    /// <summary>Reads it; false where the bytes are none.</summary>
    public static bool TryRead(ReadOnlySpan<byte> message, out ReplyHeader header)
    {
        header = default;
        if (message.Length < Size || message[OutcomeAt] is < (byte)ReplyOutcome.Value or > (byte)ReplyOutcome.Busy)
            return false;
        header = new ReplyHeader(
            (ReplyOutcome)message[OutcomeAt],
            BinaryPrimitives.ReadUInt64LittleEndian(message[NonceAt..]),
            BinaryPrimitives.ReadUInt64LittleEndian(message[NumberAt..])
        );
        return true;
    }
}

using System.Buffers;
using System.Buffers.Binary;

namespace Cohort.Serialization;

/// <summary>
/// Packs whole values of <see cref="PackedAttribute">[Packed]</see> types, and unpacks them. A payload begins with four
/// bytes that say which contract it is of.
/// </summary>
public static class Packer
{
    private const int HashSize = 4;

    /// <summary>Packs a value into an array of its own.</summary>
    /// <exception cref="PackException">It cannot be packed; the message says why.</exception>
    public static byte[] Pack<T>(T value)
        where T : IPacked<T>
    {
        PackBuffer buffer = PackBuffer.Rent();
        try
        {
            Pack(buffer, value);
            return buffer.Written.ToArray();
        }
        finally
        {
            buffer.Return();
        }
    }

    /// <summary>Packs a value to the end of a buffer.</summary>
    /// <exception cref="PackException">It cannot be packed; the message says why. The buffer may have a part of
    /// it.</exception>
    public static void Pack<T>(IBufferWriter<byte> output, T value)
        where T : IPacked<T>
    {
        ArgumentNullException.ThrowIfNull(value);
        var writer = new PackWriter(output);
        writer.WriteFixed4(T.ContractHash);
        T.Write(ref writer, value);
        writer.Flush();
    }

    /// <summary>Unpacks a value from all of these bytes.</summary>
    /// <exception cref="PackException">
    /// They are of another contract, malformed, more than the value, or refused by the type's own code. Nothing else is
    /// thrown.
    /// </exception>
    public static T Unpack<T>(ReadOnlySpan<byte> payload)
        where T : IPacked<T>
    {
        if (payload.Length < HashSize || BinaryPrimitives.ReadUInt32LittleEndian(payload) != T.ContractHash)
            throw OtherContract(payload, T.ContractName);
        var reader = new PackReader(payload);
        reader.Take(HashSize);
        try
        {
            T value = T.Read(ref reader);
            reader.EndPayload();
            return value;
        }
        catch (Exception error) when (error is not (PackException or OutOfMemoryException))
        {
            throw Refused(T.ContractName, reader.Position, error);
        }
    }

    internal static PackException Refused(string name, int offset, Exception cause) =>
        new(
            $"The type's own code refused what the payload says of {name}, before offset {offset}: {cause.Message}",
            offset,
            cause
        );

    private static PackException OtherContract(ReadOnlySpan<byte> payload, string expected) =>
        payload.Length < HashSize
            ? new($"The payload has {payload.Length} bytes, too few for any contract; {expected} was expected.", 0)
            : new(
                $"The payload begins with {BinaryPrimitives.ReadUInt32LittleEndian(payload):X8}, which is not the "
                    + $"contract {expected}. Something else was packed, or the type was renamed without [Packed(Name = …)].",
                0
            );
}

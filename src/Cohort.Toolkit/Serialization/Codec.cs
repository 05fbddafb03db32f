using System.Buffers;

namespace Cohort.Serialization;

/// <summary>
/// Writes and reads single values of one type where the type is known only as an argument: what replicated collections
/// use for their keys and values. A value begins with a byte for its kind, or is the byte 8 alone where it is null.
/// </summary>
/// <typeparam name="T">The type of the values.</typeparam>
public abstract class Codec<T>
{
    private static Codec<T>? _default;

    /// <summary>
    /// The codec of a type that packs itself, of a number, a text, a time, an enumeration, or another type that can be
    /// a member of a [Packed] type and has no arguments of its own, except for null.
    /// </summary>
    /// <exception cref="NotSupportedException">There is none: wrap the type in a [Packed] record.</exception>
    public static Codec<T> Default => _default ?? (_default = Codecs.Find<T>());

    /// <summary>Writes one value.</summary>
    /// <exception cref="PackException">It cannot be packed; the message says why.</exception>
    public abstract void Write(ref PackWriter writer, T value);

    /// <summary>Reads one value.</summary>
    /// <exception cref="PackException">The bytes are no such value.</exception>
    public abstract T Read(ref PackReader reader);

    /// <summary>Packs one value into an array of its own.</summary>
    /// <exception cref="PackException">It cannot be packed; the message says why.</exception>
    public byte[] Pack(T value)
    {
        PackBuffer buffer = PackBuffer.Rent();
        try
        {
            var writer = new PackWriter(buffer);
            Write(ref writer, value);
            writer.Flush();
            return buffer.Written.ToArray();
        }
        finally
        {
            buffer.Return();
        }
    }

    /// <summary>Unpacks one value from all of these bytes.</summary>
    /// <exception cref="PackException">They are malformed, more than the value, or refused by the type's own
    /// code.</exception>
    public T Unpack(ReadOnlySpan<byte> payload)
    {
        var reader = new PackReader(payload);
        try
        {
            T value = Read(ref reader);
            reader.EndPayload();
            return value;
        }
        catch (Exception error) when (error is not (PackException or OutOfMemoryException))
        {
            throw Packer.Refused(typeof(T).ToString(), reader.Position, error);
        }
    }
}

using System.Buffers;
using Cohort.Serialization;

namespace Cohort.Toolkit.ReplicatedObjects;

/// <summary>What an update or a read has come to, as bytes.</summary>
internal static class Outcome
{
    private enum Kind : byte
    {
        Value,
        Threw,
        Refused,
        TooLarge,
    }

    /// <summary>Begins one that is a value: the value follows.</summary>
    public static void BeginValue(ref PackWriter writer) => writer.WriteByte((byte)Kind.Value);

    /// <summary>The method threw.</summary>
    public static void Threw(ArrayBufferWriter<byte> outcome, Exception thrown)
    {
        outcome.ResetWrittenCount();
        var writer = new PackWriter(outcome);
        writer.WriteByte((byte)Kind.Threw);
        writer.WriteString(thrown.GetType().FullName ?? "");
        writer.WriteString(WholeText(thrown.Message));
        writer.Flush();
    }

    /// <summary>It was not made.</summary>
    public static void Refused(ArrayBufferWriter<byte> outcome, UpdateRefusal refusal, string why)
    {
        outcome.ResetWrittenCount();
        var writer = new PackWriter(outcome);
        writer.WriteByte((byte)Kind.Refused);
        writer.WriteByte((byte)refusal);
        writer.WriteString(WholeText(why));
        writer.Flush();
    }

    /// <summary>It was made, and what it came to is more than its caller can be told.</summary>
    public static void TooLarge(ArrayBufferWriter<byte> outcome, long size, long limit)
    {
        outcome.ResetWrittenCount();
        var writer = new PackWriter(outcome);
        writer.WriteByte((byte)Kind.TooLarge);
        writer.WriteVarint((ulong)size);
        writer.WriteVarint((ulong)limit);
        writer.Flush();
    }

    /// <summary>Begins to read one: its value is what follows.</summary>
    /// <exception cref="UpdateFailedException">The method threw.</exception>
    /// <exception cref="UpdateRefusedException">It was not made.</exception>
    /// <exception cref="AnswerTooLargeException">It was made, and its result is too large.</exception>
    public static PackReader Value(ReadOnlySpan<byte> outcome, string group)
    {
        var reader = new PackReader(outcome);
        switch ((Kind)reader.ReadByte())
        {
            case Kind.Value:
                return reader;
            case Kind.Threw:
                (string type, string message) = (reader.ReadString(), reader.ReadString());
                throw new UpdateFailedException(group, type, message);
            case Kind.Refused:
                var refusal = (UpdateRefusal)reader.ReadByte();
                throw new UpdateRefusedException(group, refusal, reader.ReadString());
            case Kind.TooLarge:
                (ulong size, ulong limit) = (reader.ReadVarint(), reader.ReadVarint());
                throw new AnswerTooLargeException(group, (long)size, (long)limit);
            default:
                throw reader.Malformed("an outcome of a kind that is not known here");
        }
    }

    // The text of an exception may be anything, and half of a surrogate pair cannot be packed.
    private static string WholeText(string text) =>
        string.Create(
            text.Length,
            text,
            static (whole, source) =>
            {
                for (int at = 0; at < source.Length; at++)
                {
                    bool isPair = at + 1 < source.Length && char.IsSurrogatePair(source[at], source[at + 1]);
                    whole[at] = isPair || !char.IsSurrogate(source[at]) ? source[at] : '\uFFFD';
                    if (isPair)
                        whole[at + 1] = source[++at];
                }
            }
        );
}

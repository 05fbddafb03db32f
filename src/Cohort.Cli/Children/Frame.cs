using System.Buffers.Binary;

namespace Cohort.Cli.Children;

/// <summary>
/// What a parent and its children say to each other over the children's standard input and output: a kind and a body.
/// A frame that was cut off by the death of its sender counts as never sent.
/// </summary>
/// <param name="Kind">What it is; the two sides agree on the meaning.</param>
/// <param name="Body">The rest.</param>
internal readonly record struct Frame(byte Kind, ReadOnlyMemory<byte> Body)
{
    private const int HeaderSize = sizeof(int) + 1;

    /// <summary>Writes it in one piece.</summary>
    public void WriteTo(Stream stream)
    {
        var bytes = new byte[HeaderSize + Body.Length];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, Body.Length);
        bytes[sizeof(int)] = Kind;
        Body.CopyTo(bytes.AsMemory(HeaderSize));
        stream.Write(bytes);
        stream.Flush();
    }

    /// <summary>Reads the next; null at the end of the stream.</summary>
    public static Frame? ReadFrom(Stream stream)
    {
        Span<byte> header = stackalloc byte[HeaderSize];
        if (stream.ReadAtLeast(header, HeaderSize, throwOnEndOfStream: false) < HeaderSize)
            return null;
        var body = new byte[BinaryPrimitives.ReadInt32LittleEndian(header)];
        if (stream.ReadAtLeast(body, body.Length, throwOnEndOfStream: false) < body.Length)
            return null;
        return new Frame(header[sizeof(int)], body);
    }
}

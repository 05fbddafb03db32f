using System.Buffers.Binary;
using Cohort.Protocol.Views;
using Cohort.Protocol.Wire;

namespace Cohort.Protocol.Tests.Clusters;

/// <summary>A frame on its way from one node to another.</summary>
internal sealed record SentFrame(string From, string To, FrameType Type, ReadOnlyMemory<byte> Bytes)
{
    /// <summary>What follows the type.</summary>
    public ReadOnlyMemory<byte> Body => Bytes[(FrameWriter.HeaderSize + 1)..];

    /// <summary>The ballot of a frame of a view that begins with one.</summary>
    public Ballot Ballot
    {
        get
        {
            var reader = new FrameReader(Body.Span, new Limits());
            reader.GroupId();
            reader.View();
            return reader.Ballot(new Limits());
        }
    }

    /// <summary>The row of a Wedged frame, which says what its sender had received when it promised.</summary>
    public ulong[] Row
    {
        get
        {
            var reader = new FrameReader(Body.Span, new Limits());
            reader.GroupId();
            reader.View();
            reader.Ballot(new Limits());
            return reader.Numbers();
        }
    }

    /// <summary>Cuts what a node writes at once into frames; what stands before the first of a connection is no frame.</summary>
    public static IEnumerable<SentFrame> Split(string from, string to, ReadOnlyMemory<byte> written)
    {
        while (written.Length > 0)
        {
            int size = FrameWriter.HeaderSize + (int)BinaryPrimitives.ReadUInt32LittleEndian(written.Span);
            yield return new SentFrame(from, to, (FrameType)written.Span[FrameWriter.HeaderSize], written[..size]);
            written = written[size..];
        }
    }

    /// <summary>A frame as it looks at another place on a connection.</summary>
    public static byte[] At(uint place, ReadOnlyMemory<byte> frame)
    {
        byte[] bytes = frame.ToArray();
        uint checksum = FrameWriter.HeaderChecksum(bytes.AsSpan(0, 4), place);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(4), checksum);
        return bytes;
    }

    /// <summary>What a node writes at once, frame by frame; what stands before the first is a piece of its own.</summary>
    public static IEnumerable<byte[]> Pieces(byte[] written)
    {
        int start = written.AsSpan().StartsWith(FrameDecoder.Preamble) ? FrameDecoder.Preamble.Length : 0;
        if (start > 0)
            yield return written[..start];
        foreach (SentFrame frame in Split("", "", written.AsMemory(start)))
            yield return frame.Bytes.ToArray();
    }
}

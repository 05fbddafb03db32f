using System.Buffers.Binary;

namespace Cohort.Protocol.Wire;

/// <summary>What a decoder found.</summary>
internal enum Decoded
{
    /// <summary>A frame.</summary>
    Frame,

    /// <summary>More bytes are needed.</summary>
    Nothing,

    /// <summary>Bytes that no node of this cluster sends: the connection is of no more use.</summary>
    Garbage,
}

/// <summary>
/// Cuts a connection's bytes into frames. Claimed lengths are checked before anything is kept for them; memory grows with
/// the bytes that came, never with those that were promised.
/// </summary>
internal sealed class FrameDecoder(int longestFrame)
{
    private byte[] _bytes = new byte[4096];
    private int _start;
    private int _end;
    private uint _frames;
    private bool _greeted;

    /// <summary>Every connection begins with this, in both directions: <c>CHRT</c>, the oldest and the newest version of the
    /// format that the sender speaks, and two zeros.</summary>
    public static ReadOnlySpan<byte> Preamble => [(byte)'C', (byte)'H', (byte)'R', (byte)'T', 1, 1, 0, 0];

    /// <summary>Why the last result was <see cref="Decoded.Garbage"/>.</summary>
    public string Problem { get; private set; } = "";

    /// <summary>Whether bytes wait for the rest of their frame.</summary>
    public bool HasPart => _end > _start;

    /// <summary>Takes in bytes.</summary>
    public void Add(ReadOnlySpan<byte> bytes)
    {
        if (_start == _end)
            _start = _end = 0;
        if (_bytes.Length - _end < bytes.Length)
        {
            int kept = _end - _start;
            byte[] target =
                kept + bytes.Length > _bytes.Length
                    ? new byte[Math.Max(_bytes.Length * 2, kept + bytes.Length)]
                    : _bytes;
            _bytes.AsSpan(_start, kept).CopyTo(target);
            _bytes = target;
            _start = 0;
            _end = kept;
        }
        bytes.CopyTo(_bytes.AsSpan(_end));
        _end += bytes.Length;
    }

    /// <summary>The next frame; its body is valid until bytes are added.</summary>
    public Decoded Next(out FrameType type, out ReadOnlySpan<byte> body)
    {
        type = default;
        body = default;
        if (!_greeted)
        {
            Decoded greeting = Greet();
            if (greeting != Decoded.Frame)
                return greeting;
        }
        ReadOnlySpan<byte> bytes = _bytes.AsSpan(_start, _end - _start);
        if (bytes.Length < FrameWriter.HeaderSize)
            return Decoded.Nothing;
        uint length = BinaryPrimitives.ReadUInt32LittleEndian(bytes);
        if (BinaryPrimitives.ReadUInt32LittleEndian(bytes[4..]) != FrameWriter.HeaderChecksum(bytes[..4], _frames))
            return Garbage("a frame's length does not match its checksum, or a frame is missing before it");
        if (length == 0 || length > longestFrame)
            return Garbage($"a frame claims {length} bytes; the limit is {longestFrame}");
        if (bytes.Length - FrameWriter.HeaderSize < length)
            return Decoded.Nothing;
        ReadOnlySpan<byte> covered = bytes.Slice(FrameWriter.HeaderSize, (int)length);
        if (BinaryPrimitives.ReadUInt32LittleEndian(bytes[8..]) != Crc32C.Of(covered))
            return Garbage("a frame's checksum does not match its bytes");
        _frames++;
        type = (FrameType)covered[0];
        body = covered[1..];
        _start += FrameWriter.HeaderSize + (int)length;
        return Decoded.Frame;
    }

    private Decoded Greet()
    {
        ReadOnlySpan<byte> bytes = _bytes.AsSpan(_start, _end - _start);
        int common = Math.Min(4, bytes.Length);
        if (!bytes[..common].SequenceEqual(Preamble[..common]))
            return Garbage("the other side is no Cohort node");
        if (bytes.Length < Preamble.Length)
            return Decoded.Nothing;
        (byte oldest, byte newest) = (bytes[4], bytes[5]);
        if (oldest > Preamble[5] || newest < Preamble[4] || oldest > newest)
            return Garbage(
                $"the other side speaks versions {oldest} to {newest} of the wire format, this node {Preamble[4]} to {Preamble[5]}"
            );
        _start += Preamble.Length;
        _greeted = true;
        return Decoded.Frame;
    }

    private Decoded Garbage(string problem)
    {
        Problem = problem;
        return Decoded.Garbage;
    }
}

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
/// Cuts a connection's bytes into frames, where they lie; only a frame that came in pieces is put together. Claimed lengths
/// are checked before anything is kept for them; memory grows with the bytes that came, never with those that were promised.
/// </summary>
internal sealed class FrameDecoder(int longestFrame)
{
    private const int FirstPart = 4096;

    private ReadOnlyMemory<byte> _input;
    private int _at;
    private byte[] _part = [];
    private int _partLength;
    private uint _frames;
    private bool _greeted;

    /// <summary>Every connection begins with this, in both directions: <c>CHRT</c>, the oldest and the newest version of the
    /// format that the sender speaks, and two zeros.</summary>
    public static ReadOnlySpan<byte> Preamble => [(byte)'C', (byte)'H', (byte)'R', (byte)'T', 2, 2, 0, 0];

    /// <summary>Why the last result was <see cref="Decoded.Garbage"/>.</summary>
    public string Problem { get; private set; } = "";

    /// <summary>Whether bytes wait for the rest of their frame.</summary>
    public bool HasPart => _partLength > 0 || _at < _input.Length;

    /// <summary>Takes in bytes. They are read until <see cref="Next"/> has found nothing more in them, and not after.</summary>
    public void Add(ReadOnlyMemory<byte> bytes)
    {
        Invariant.Check(_at == _input.Length);
        (_input, _at) = (bytes, 0);
    }

    /// <summary>The next frame; its body is valid until the next call.</summary>
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
        if (!TryHave(FrameWriter.HeaderSize, out ReadOnlySpan<byte> header))
            return Decoded.Nothing;
        uint length = BinaryPrimitives.ReadUInt32LittleEndian(header);
        if (BinaryPrimitives.ReadUInt32LittleEndian(header[4..]) != FrameWriter.HeaderChecksum(header[..4], _frames))
            return Garbage("a frame's length does not match its checksum, or a frame is missing before it");
        if (length == 0 || length > longestFrame)
            return Garbage($"a frame claims {length} bytes; the limit is {longestFrame}");
        int size = FrameWriter.HeaderSize + (int)length;
        if (!TryHave(size, out ReadOnlySpan<byte> frame))
            return Decoded.Nothing;
        ReadOnlySpan<byte> covered = frame[FrameWriter.HeaderSize..size];
        if (BinaryPrimitives.ReadUInt32LittleEndian(frame[8..]) != Crc32C.Of(covered))
            return Garbage("a frame's checksum does not match its bytes");
        Pass(size);
        _frames++;
        type = (FrameType)covered[0];
        body = covered[1..];
        return Decoded.Frame;
    }

    private Decoded Greet()
    {
        // A stranger is to be told apart by its first bytes, however few they are.
        int have = Math.Min(Preamble.Length, _partLength + _input.Length - _at);
        if (have == 0 || !TryHave(have, out ReadOnlySpan<byte> bytes))
            return Decoded.Nothing;
        int common = Math.Min(4, have);
        if (!bytes[..common].SequenceEqual(Preamble[..common]))
            return Garbage("the other side is no Cohort node");
        if (!TryHave(Preamble.Length, out bytes))
            return Decoded.Nothing;
        (byte oldest, byte newest) = (bytes[4], bytes[5]);
        if (oldest > Preamble[5] || newest < Preamble[4] || oldest > newest)
            return Garbage(
                $"the other side speaks versions {oldest} to {newest} of the wire format, this node {Preamble[4]} to {Preamble[5]}"
            );
        Pass(Preamble.Length);
        _greeted = true;
        return Decoded.Frame;
    }

    /// <summary>The next bytes, so many at least and in one piece; what is there of them is kept where they are too few.</summary>
    private bool TryHave(int count, out ReadOnlySpan<byte> bytes)
    {
        ReadOnlySpan<byte> rest = _input.Span[_at..];
        if (_partLength == 0 && rest.Length >= count)
        {
            bytes = rest;
            return true;
        }
        int taken = Math.Min(Math.Max(count - _partLength, 0), rest.Length);
        if (_part.Length < _partLength + taken)
            Array.Resize(ref _part, Math.Max(Math.Max(_part.Length * 2, FirstPart), _partLength + taken));
        rest[..taken].CopyTo(_part.AsSpan(_partLength));
        _at += taken;
        _partLength += taken;
        bytes = _part.AsSpan(0, _partLength);
        return _partLength >= count;
    }

    private void Pass(int count)
    {
        if (_partLength == 0)
        {
            _at += count;
            return;
        }
        // No more was put together than was asked for.
        Invariant.Check(_partLength == count);
        _partLength = 0;
    }

    private Decoded Garbage(string problem)
    {
        Problem = problem;
        (_at, _partLength) = (_input.Length, 0);
        return Decoded.Garbage;
    }
}

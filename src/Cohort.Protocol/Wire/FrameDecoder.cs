using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Cohort.Protocol.Memory;

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
/// Cuts a connection's bytes into frames, where they were received: in a slab, so that what a frame carries can stay where
/// it lies. Claimed lengths are checked before anything is kept for them; memory grows with the bytes that came, never with
/// those that were promised.
/// </summary>
internal sealed class FrameDecoder(SlabPool memory, int longestFrame)
{
    private const int FirstRoom = 8 << 10;
    private const int LargestRoom = 256 << 10;

    private readonly int _longestFrame = longestFrame;
    private ReadOnlyMemory<byte> _input;
    private Slab? _slab;
    private int _start;
    private int _end;
    private int _size = FirstRoom;
    private uint _frames;
    private bool _greeted;

    /// <summary>Every connection begins with this, in both directions: <c>CHRT</c>, the oldest and the newest version of the
    /// format that the sender speaks, and two zeros.</summary>
    public static ReadOnlySpan<byte> Preamble => [(byte)'C', (byte)'H', (byte)'R', (byte)'T', 2, 2, 0, 0];

    /// <summary>Why the last result was <see cref="Decoded.Garbage"/>.</summary>
    public string Problem { get; private set; } = "";

    /// <summary>Whether bytes wait for the rest of their frame.</summary>
    public bool HasPart => _start < _end || _input.Length > 0;

    /// <summary>Where the next bytes may be received, so that they need not be copied; never empty.</summary>
    public Memory<byte> Room()
    {
        MakeRoom();
        return _slab!.Bytes.AsMemory(_end);
    }

    /// <summary>
    /// Takes in bytes: those that were received into <see cref="Room"/> are there, others are copied as they are needed. They
    /// are read until <see cref="Next"/> has found nothing more in them, and not after.
    /// </summary>
    public void Add(ReadOnlyMemory<byte> bytes)
    {
        Invariant.Check(_input.IsEmpty);
        if (IsInRoom(bytes))
            Grow(bytes.Length);
        else
            _input = bytes;
    }

    /// <summary>The next frame; its body is valid until the slab that it lies in is let go of, and in any case until the next
    /// call.</summary>
    public Decoded Next(out FrameType type, out SlabPart body)
    {
        Decoded decoded;
        while ((decoded = Decode(out type, out body)) == Decoded.Nothing && !_input.IsEmpty)
        {
            Memory<byte> room = Room();
            int length = Math.Min(room.Length, _input.Length);
            _input[..length].CopyTo(room);
            _input = _input[length..];
            Grow(length);
        }
        return decoded;
    }

    /// <summary>Nothing more comes: lets go of the memory.</summary>
    public void Close()
    {
        _slab?.Release();
        (_slab, _start, _end) = (null, 0, 0);
        _input = default;
    }

    private Decoded Decode(out FrameType type, out SlabPart body)
    {
        type = default;
        body = default;
        if (!_greeted)
        {
            Decoded greeting = Greet();
            if (greeting != Decoded.Frame)
                return greeting;
        }
        if (_end - _start < FrameWriter.HeaderSize)
            return Decoded.Nothing;
        ReadOnlySpan<byte> bytes = Present;
        uint length = BinaryPrimitives.ReadUInt32LittleEndian(bytes);
        if (BinaryPrimitives.ReadUInt32LittleEndian(bytes[4..]) != FrameWriter.HeaderChecksum(bytes[..4], _frames))
            return Garbage("a frame's length does not match its checksum, or a frame is missing before it");
        if (length == 0 || length > _longestFrame)
            return Garbage($"a frame claims {length} bytes; the limit is {_longestFrame}");
        int size = FrameWriter.HeaderSize + (int)length;
        if (bytes.Length < size)
            return Decoded.Nothing;
        ReadOnlySpan<byte> covered = bytes[FrameWriter.HeaderSize..size];
        if (BinaryPrimitives.ReadUInt32LittleEndian(bytes[8..]) != Crc32C.Of(covered))
            return Garbage("a frame's checksum does not match its bytes");
        type = (FrameType)covered[0];
        body = new SlabPart(_slab!, _start + FrameWriter.HeaderSize + 1, covered.Length - 1);
        _start += size;
        _frames++;
        return Decoded.Frame;
    }

    private ReadOnlySpan<byte> Present => _slab is null ? default : _slab.Bytes.AsSpan(_start, _end - _start);

    private Decoded Greet()
    {
        // A stranger is to be told apart by its first bytes, however few they are.
        ReadOnlySpan<byte> bytes = Present;
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

    private bool IsInRoom(ReadOnlyMemory<byte> bytes) =>
        MemoryMarshal.TryGetArray(bytes, out ArraySegment<byte> segment)
        && segment.Array == _slab?.Bytes
        && segment.Offset == _end;

    private void Grow(int length)
    {
        _end += length;
        // A connection that fills its room has much to say.
        if (_end == _slab!.Bytes.Length)
            _size = Math.Min(LargestRoom, _size * 2);
    }

    // What lies in the slab stays there as long as somebody needs it; the beginning of a frame goes on to the next one.
    private void MakeRoom()
    {
        int part = _end - _start;
        if (_slab is { } slab)
        {
            if (part == 0 && slab.IsHeldOnce && slab.Bytes.Length >= _size)
            {
                memory.Spoil(slab.Bytes.AsSpan(0, _end));
                (_start, _end) = (0, 0);
            }
            if (slab.Bytes.Length - _end >= _size / 4)
                return;
        }
        Slab next = memory.TakeOwn(Math.Max(_size, 2 * part));
        Present.CopyTo(next.Bytes);
        _slab?.Release();
        (_slab, _start, _end) = (next, 0, part);
    }

    private Decoded Garbage(string problem)
    {
        Problem = problem;
        _start = _end;
        _input = default;
        return Decoded.Garbage;
    }
}

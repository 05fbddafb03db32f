using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;
using Cohort.Protocol.Memory;

namespace Cohort.Protocol.Wire;

/// <summary>
/// Writes frames one after the other into a buffer that grows and is used again. A frame is its length, the checksums of
/// that and of what follows, its type and its body; numbers in bodies are little-endian base-128.
/// </summary>
internal sealed class FrameWriter
{
    /// <summary>Length, checksum of the length, checksum of the rest.</summary>
    public const int HeaderSize = 12;

    // Below this, copying costs less than keeping account.
    private const int SmallestLent = 2 << 10;

    private readonly List<Lent> _lent = [];
    private byte[] _bytes = new byte[4096];
    private int _length;
    private int _lentLength;
    private int _frame = -1;
    private int _lentBefore;
    private int _lentLengthBefore;
    private uint _frames;
    private ChecksumShift _shift = new();

    /// <summary>Bytes that belong between those written, and stay where they lie.</summary>
    /// <param name="At">How many written bytes come before them.</param>
    /// <param name="Part">Where they lie.</param>
    /// <param name="Checksum">Their checksum.</param>
    internal readonly record struct Lent(int At, SlabPart Part, uint Checksum);

    /// <summary>Bytes written and not yet taken, with those lent.</summary>
    public int Length => _length + _lentLength;

    /// <summary>How much may be written before it takes more room.</summary>
    public int Capacity => _bytes.Length;

    /// <summary>All that was written, without what was lent. Valid until the next write.</summary>
    public ReadOnlyMemory<byte> Written => _bytes.AsMemory(0, _length);

    /// <summary>What was lent, in order.</summary>
    public ReadOnlySpan<Lent> Loans => CollectionsMarshal.AsSpan(_lent);

    /// <summary>Forgets what was written.</summary>
    public void Clear()
    {
        (_length, _lentLength) = (0, 0);
        _lent.Clear();
    }

    /// <summary>Bytes of the frame under way, header included.</summary>
    public int FrameLength => _length - _frame + _lentLength - _lentLengthBefore;

    public void Begin(FrameType type)
    {
        Invariant.Check(_frame < 0);
        _frame = _length;
        (_lentBefore, _lentLengthBefore) = (_lent.Count, _lentLength);
        Reserve(HeaderSize + 1);
        _length += HeaderSize;
        _bytes[_length++] = (byte)type;
    }

    public void End()
    {
        Invariant.Check(_frame >= 0);
        Span<byte> frame = _bytes.AsSpan(_frame, _length - _frame);
        BinaryPrimitives.WriteUInt32LittleEndian(frame, (uint)(FrameLength - HeaderSize));
        BinaryPrimitives.WriteUInt32LittleEndian(frame[4..], HeaderChecksum(frame[..4], _frames++));
        BinaryPrimitives.WriteUInt32LittleEndian(frame[8..], Checksum(_frame + HeaderSize));
        _frame = -1;
    }

    private uint Checksum(int at)
    {
        uint checksum = 0;
        foreach (Lent loan in Loans[_lentBefore..])
        {
            checksum = Crc32C.Append(checksum, _bytes.AsSpan(at, loan.At - at));
            checksum = Crc32C.Join(checksum, loan.Checksum, _shift.By(loan.Part.Length));
            at = loan.At;
        }
        return Crc32C.Append(checksum, _bytes.AsSpan(at, _length - at));
    }

    /// <summary>The checksum of a frame's length and of its place on its connection, from 0: a damaged length would have the
    /// connection wait in silence for bytes that never come, and a frame that is lost whole would not be missed.</summary>
    public static uint HeaderChecksum(ReadOnlySpan<byte> length, uint place)
    {
        Span<byte> number = stackalloc byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32LittleEndian(number, place);
        return Crc32C.Append(Crc32C.Of(length), number);
    }

    public void Byte(byte value)
    {
        Reserve(1);
        _bytes[_length++] = value;
    }

    public void Flag(bool value) => Byte(value ? (byte)1 : (byte)0);

    public void Number(ulong value)
    {
        Reserve(10);
        _length += Put(_bytes.AsSpan(_length), value);
    }

    public void Number(int value)
    {
        Invariant.Check(value >= 0);
        Number((ulong)value);
    }

    public void Fixed(ulong value)
    {
        Reserve(8);
        BinaryPrimitives.WriteUInt64LittleEndian(_bytes.AsSpan(_length), value);
        _length += 8;
    }

    /// <summary>Bytes without their length: the last thing of a frame, or of a length known otherwise.</summary>
    public void Raw(ReadOnlySpan<byte> bytes)
    {
        Reserve(bytes.Length);
        bytes.CopyTo(_bytes.AsSpan(_length));
        _length += bytes.Length;
    }

    public void Bytes(ReadOnlySpan<byte> bytes)
    {
        Number(bytes.Length);
        Raw(bytes);
    }

    /// <summary>Bytes without their length, which are not copied but lent where they are many. Whoever takes what was written
    /// holds their slab until they are sent.</summary>
    public void Piece(SlabPart part, uint checksum)
    {
        if (part.Length < SmallestLent)
        {
            Raw(part.Span);
            return;
        }
        _lent.Add(new Lent(_length, part, checksum));
        _lentLength += part.Length;
    }

    /// <summary>How many bytes a number takes.</summary>
    public static int SizeOf(int value)
    {
        int size = 1;
        for (; value >= 0x80; value >>= 7)
            size++;
        return size;
    }

    /// <summary>Writes a number somewhere; answers how many bytes it took.</summary>
    public static int Put(Span<byte> to, ulong value)
    {
        int at = 0;
        for (; value >= 0x80; value >>= 7)
            to[at++] = (byte)(value | 0x80);
        to[at++] = (byte)value;
        return at;
    }

    public void Text(string value)
    {
        int size = Encoding.UTF8.GetByteCount(value);
        Number(size);
        Reserve(size);
        Encoding.UTF8.GetBytes(value, _bytes.AsSpan(_length));
        _length += size;
    }

    public void Numbers(ReadOnlySpan<ulong> values)
    {
        Number(values.Length);
        foreach (ulong value in values)
            Number(value);
    }

    public void Ranks(ReadOnlySpan<int> ranks)
    {
        Number(ranks.Length);
        foreach (int rank in ranks)
            Number(rank);
    }

    public void Id(GroupId id)
    {
        Fixed(id.High);
        Fixed(id.Low);
    }

    public void Id(ProcessId id)
    {
        Text(id.Address);
        Fixed(id.Incarnation);
    }

    public void Id(MemberId id)
    {
        Id(id.Process);
        Number(id.Join);
    }

    private void Reserve(int size)
    {
        if (_bytes.Length - _length < size)
            Array.Resize(ref _bytes, Math.Max(_bytes.Length * 2, _length + size));
    }
}

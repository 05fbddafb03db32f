using System.Buffers.Binary;
using System.Text;
using Cohort.Protocol.Memory;

namespace Cohort.Protocol.Wire;

/// <summary>
/// Reads a frame's body. It never throws and never allocates by a claim of the frame: a claim that does not fit sets
/// <see cref="Failed"/>, and everything read from then on is empty. Whoever decodes asks <see cref="Complete"/> at the end.
/// </summary>
internal ref struct FrameReader(ReadOnlySpan<byte> body, Limits limits)
{
    private readonly ReadOnlySpan<byte> _body = body;
    private readonly Limits _limits = limits;
    private readonly SlabPart _source;
    private int _at;

    /// <summary>Reads a body that lies in a slab.</summary>
    public FrameReader(SlabPart body, Limits limits)
        : this(body.Span, limits) => _source = body;

    /// <summary>Addresses, names, reasons.</summary>
    public const int LongestText = 1024;

    /// <summary>Whether something did not fit.</summary>
    public bool Failed { get; private set; }

    /// <summary>Whether all was read, and all of it fitted.</summary>
    public readonly bool Complete => !Failed && _at == _body.Length;

    public readonly bool AtEnd => Failed || _at >= _body.Length;

    private readonly int Left => _body.Length - _at;

    public byte Byte()
    {
        if (Left < 1)
            return (byte)Fail();
        return _body[_at++];
    }

    public bool Flag()
    {
        byte value = Byte();
        if (value > 1)
            Fail();
        return value == 1;
    }

    public ulong Number()
    {
        ReadOnlySpan<byte> span = _body;
        // Most numbers are small.
        if (_at < span.Length && span[_at] < 0x80)
            return span[_at++];
        ulong value = 0;
        for (int shift = 0; shift < 64; shift += 7)
        {
            if (_at >= span.Length)
                return Fail();
            byte next = span[_at++];
            if (shift == 63 && next > 1)
                return Fail();
            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80)
                return value;
        }
        return Fail();
    }

    /// <summary>A number below a bound.</summary>
    public int Below(int bound)
    {
        ulong value = Number();
        if (value >= (ulong)bound)
            return (int)Fail();
        return (int)value;
    }

    public ulong Fixed()
    {
        if (Left < 8)
            return Fail();
        ulong value = BinaryPrimitives.ReadUInt64LittleEndian(_body[_at..]);
        _at += 8;
        return value;
    }

    /// <summary>What is left of the frame.</summary>
    public ReadOnlySpan<byte> Rest()
    {
        if (Failed)
            return default;
        ReadOnlySpan<byte> rest = _body[_at..];
        _at = _body.Length;
        return rest;
    }

    public ReadOnlySpan<byte> Bytes()
    {
        ulong size = Number();
        if (Failed || size > (ulong)Left)
        {
            Fail();
            return default;
        }
        ReadOnlySpan<byte> bytes = _body.Slice(_at, (int)size);
        _at += (int)size;
        return bytes;
    }

    /// <summary>Where the bytes lie that were read last.</summary>
    public readonly SlabPart Last(ReadOnlySpan<byte> bytes) =>
        new(_source.Slab, _source.Start + _at - bytes.Length, bytes.Length);

    public string Text()
    {
        ReadOnlySpan<byte> bytes = Bytes();
        if (bytes.Length > LongestText)
            Fail();
        return Failed ? "" : Encoding.UTF8.GetString(bytes);
    }

    /// <summary>How many of something follow, each of which takes at least one byte.</summary>
    public int Count(int most)
    {
        ulong count = Number();
        if (Failed || count > (ulong)most || count > (ulong)Left)
            return (int)Fail();
        return (int)count;
    }

    /// <summary>One number for each member of a view.</summary>
    public ulong[] Numbers()
    {
        int count = Count(_limits.LongestView);
        ulong[] values = new ulong[count];
        for (int i = 0; i < count; i++)
            values[i] = Number();
        return values;
    }

    /// <summary>One number for each member of a view, into an array of that many; fails where there are more or fewer.</summary>
    public void Numbers(Span<ulong> values)
    {
        if (Count(_limits.LongestView) != values.Length)
            Fail();
        for (int i = 0; i < values.Length; i++)
            values[i] = Number();
    }

    public int[] Ranks()
    {
        int count = Count(_limits.LongestView);
        int[] ranks = new int[count];
        for (int i = 0; i < count; i++)
            ranks[i] = Below(_limits.LongestView);
        return ranks;
    }

    public GroupId GroupId() => new(Fixed(), Fixed());

    public ViewNumber View() => new(Number());

    public ProcessId ProcessId() => new(Text(), Fixed());

    public MemberId MemberId() => new(ProcessId(), Number());

    public ulong Fail()
    {
        Failed = true;
        return 0;
    }
}

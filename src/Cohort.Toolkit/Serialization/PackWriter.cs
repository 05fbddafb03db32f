using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Unicode;

namespace Cohort.Serialization;

/// <summary>
/// Writes packed values into a buffer. Call <see cref="Flush"/> at the end: until then the last bytes are not the
/// buffer's.
/// </summary>
public ref struct PackWriter
{
    /// <summary>How deep records, lists and maps may lie in each other.</summary>
    public const int MaxDepth = 64;

    // So short that even three bytes for each character leave a length of one byte.
    private const int ShortString = 42;
    private const int LeastGrowth = 256;

    private readonly IBufferWriter<byte> _output;
    private Span<byte> _span;
    private int _used;
    private int _depth;

    /// <summary>Begins at the buffer's end.</summary>
    public PackWriter(IBufferWriter<byte> output)
    {
        ArgumentNullException.ThrowIfNull(output);
        _output = output;
        _span = output.GetSpan();
    }

    /// <summary>Hands everything that was written to the buffer.</summary>
    public void Flush()
    {
        _output.Advance(_used);
        _span = default;
        _used = 0;
    }

    /// <summary>Writes the tag of a field: its number, shifted left by three, and the kind of its value.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void WriteTag(uint tag) => WriteVarint(tag);

    /// <summary>Writes one byte.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void WriteByte(byte value)
    {
        if (_used >= _span.Length)
            Grow(1);
        _span[_used++] = value;
    }

    /// <summary>Writes a number without a sign.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void WriteVarint(ulong value)
    {
        if (value < 0x80 && _used < _span.Length)
            _span[_used++] = (byte)value;
        else
            WriteLongVarint(value);
    }

    /// <summary>Writes a number with a sign: 0, −1, 1, −2 … are 0, 1, 2, 3 …</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void WriteZigZag(long value) => WriteVarint((ulong)((value << 1) ^ (value >> 63)));

    /// <summary>Writes four bytes, little end first.</summary>
    public void WriteFixed4(uint value) => BinaryPrimitives.WriteUInt32LittleEndian(Take(4), value);

    /// <summary>Writes eight bytes, little end first.</summary>
    public void WriteFixed8(ulong value) => BinaryPrimitives.WriteUInt64LittleEndian(Take(8), value);

    /// <summary>Writes a length, then the bytes.</summary>
    public void WriteBytes(ReadOnlySpan<byte> value)
    {
        WriteVarint((uint)value.Length);
        WriteRaw(value);
    }

    /// <summary>Writes bytes as they are, without a length.</summary>
    public void WriteRaw(ReadOnlySpan<byte> value) => value.CopyTo(Take(value.Length));

    /// <summary>Writes text: a length, then UTF-8.</summary>
    /// <exception cref="PackException">It has half of a surrogate pair, which UTF-8 cannot say.</exception>
    public void WriteString(string value)
    {
        if (value.Length <= ShortString)
            WriteShortString(value);
        else
            WriteLongString(value);
    }

    /// <summary>Begins a record: its fields follow, then <see cref="EndRecord"/>.</summary>
    /// <exception cref="PackException">It lies too deep.</exception>
    public void BeginRecord() => Enter();

    /// <summary>Ends a record.</summary>
    public void EndRecord()
    {
        WriteByte(0);
        _depth--;
    }

    /// <summary>Begins a list: so many elements of that kind follow, then <see cref="EndList"/>.</summary>
    /// <param name="kind">The kind of every element.</param>
    /// <param name="nullable">Whether a byte before each element says if it is there (1) or null (0).</param>
    /// <param name="count">How many elements follow.</param>
    /// <exception cref="PackException">It lies too deep.</exception>
    public void BeginList(PackKind kind, bool nullable, int count)
    {
        Enter();
        WriteByte(ElementForm(kind, nullable));
        WriteVarint((uint)count);
    }

    /// <summary>Ends a list or a map.</summary>
    public void EndList() => _depth--;

    /// <summary>Begins a map: so many pairs of key and value follow, then <see cref="EndList"/>.</summary>
    /// <param name="key">The kind of every key.</param>
    /// <param name="value">The kind of every value.</param>
    /// <param name="nullable">Whether a byte before each value says if it is there (1) or null (0).</param>
    /// <param name="count">How many pairs follow.</param>
    /// <exception cref="PackException">It lies too deep.</exception>
    public void BeginMap(PackKind key, PackKind value, bool nullable, int count)
    {
        Enter();
        WriteByte((byte)key);
        WriteByte(ElementForm(value, nullable));
        WriteVarint((uint)count);
    }

    /// <summary>Made by generated code for a field that is null against its type.</summary>
    public static PackException Null(string owner, string field) => PackException.NullField(owner, field);

    internal static byte ElementForm(PackKind kind, bool nullable) => (byte)((byte)kind | (nullable ? 8 : 0));

    /// <summary>The next bytes, to be filled by the caller.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal Span<byte> Take(int length)
    {
        if (_span.Length - _used < length)
            Grow(length);
        Span<byte> taken = _span.Slice(_used, length);
        _used += length;
        return taken;
    }

    private void Enter()
    {
        if (++_depth > MaxDepth)
            throw PackException.TooDeep();
    }

    private void WriteLongVarint(ulong value)
    {
        if (_span.Length - _used < 10)
            Grow(10);
        Span<byte> span = _span;
        int used = _used;
        for (; value >= 0x80; value >>= 7)
            span[used++] = (byte)(value | 0x80);
        span[used++] = (byte)value;
        _used = used;
    }

    private void WriteShortString(string value)
    {
        if (_span.Length - _used <= value.Length * 3)
            Grow(value.Length * 3 + 1);
        Span<byte> room = _span[_used..];
        int length = Encode(value, room[1..]);
        room[0] = (byte)length;
        _used += length + 1;
    }

    private void WriteLongString(string value)
    {
        int length = Encoding.UTF8.GetByteCount(value);
        WriteVarint((uint)length);
        Encode(value, Take(length));
    }

    private static int Encode(string value, Span<byte> room)
    {
        OperationStatus status = Utf8.FromUtf16(
            value,
            room,
            out int read,
            out int length,
            replaceInvalidSequences: false
        );
        return status == OperationStatus.Done
            ? length
            : throw new PackException(
                $"The text has half of a surrogate pair at character {read}, which UTF-8 cannot say. "
                    + "Pack bytes where it need not be text."
            );
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Grow(int least)
    {
        _output.Advance(_used);
        _used = 0;
        _span = _output.GetSpan(Math.Max(least, LeastGrowth));
    }
}

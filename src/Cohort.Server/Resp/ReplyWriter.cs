using System.Buffers;
using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace Cohort.Server.Resp;

/// <summary>
/// Writes replies one behind the other, in the form that a connection has asked for. What RESP2 has no form for is written as
/// what Redis writes there: a map as a flat array, a null as a bulk string without bytes.
/// </summary>
internal sealed class ReplyWriter : IBufferWriter<byte>
{
    private const int FirstSize = 1024;
    private const int LargestKept = 1 << 20;
    private const int LongestNumber = 32;

    private byte[] _bytes = new byte[FirstSize];
    private int _used;

    /// <summary>The form of what is written from now on.</summary>
    public RespVersion Version { get; set; } = RespVersion.Two;

    /// <summary>How many bytes there are.</summary>
    public int Length => _used;

    /// <summary>All that was written.</summary>
    public ReadOnlySpan<byte> Written => _bytes.AsSpan(0, _used);

    /// <summary>All that was written; valid until more is.</summary>
    public ReadOnlyMemory<byte> WrittenMemory => _bytes.AsMemory(0, _used);

    /// <summary>Begins anew. A buffer that one large reply has made larger is not kept.</summary>
    public void Clear()
    {
        _used = 0;
        if (_bytes.Length > LargestKept)
            _bytes = new byte[FirstSize];
    }

    /// <summary>Takes back what was written behind a point.</summary>
    public void CutTo(int length) => _used = Math.Min(_used, length);

    /// <summary>+OK</summary>
    public void Ok() => Raw("+OK\r\n"u8);

    /// <summary>A short word.</summary>
    public void Simple(ReadOnlySpan<byte> word) => Line((byte)'+', word);

    /// <summary>An error: its code, then what is wrong. It must be one line.</summary>
    public void Error(ReadOnlySpan<byte> text) => Line((byte)'-', text);

    /// <summary>An error with words of the caller in it: what would end the line is left out.</summary>
    public void Error(string text) => Error(Encoding.UTF8.GetBytes(text.Replace('\r', ' ').Replace('\n', ' ')));

    /// <summary>A whole number.</summary>
    public void Integer(long value) => Number((byte)':', value);

    /// <summary>1 or 0, also in RESP3: most of what says yes or no does so.</summary>
    public void OneOrZero(bool value) => Raw(value ? ":1\r\n"u8 : ":0\r\n"u8);

    /// <summary>Bytes.</summary>
    public void Bulk(ReadOnlySpan<byte> value)
    {
        Number((byte)'$', value.Length);
        Span<byte> room = GetSpan(value.Length + 2);
        value.CopyTo(room);
        room[value.Length] = (byte)'\r';
        room[value.Length + 1] = (byte)'\n';
        _used += value.Length + 2;
    }

    /// <summary>Text, as UTF-8.</summary>
    public void Bulk(string value) => Bulk(Encoding.UTF8.GetBytes(value));

    /// <summary>A whole number, as bytes.</summary>
    public void BulkInteger(long value)
    {
        Span<byte> digits = stackalloc byte[LongestNumber];
        Utf8Formatter.TryFormat(value, digits, out int length);
        Bulk(digits[..length]);
    }

    /// <summary>Nothing, where bytes would stand.</summary>
    public void Null() => Raw(Version == RespVersion.Three ? "_\r\n"u8 : "$-1\r\n"u8);

    /// <summary>Nothing, where an array would stand.</summary>
    public void NullArray() => Raw(Version == RespVersion.Three ? "_\r\n"u8 : "*-1\r\n"u8);

    /// <summary>Begins an array of so many replies, which follow.</summary>
    public void Array(int count) => Number((byte)'*', count);

    /// <summary>Begins a set of so many replies, which follow.</summary>
    public void Set(int count) => Number(Version == RespVersion.Three ? (byte)'~' : (byte)'*', count);

    /// <summary>Begins a map of so many pairs of replies, which follow.</summary>
    public void Map(int pairs)
    {
        if (Version == RespVersion.Three)
            Number((byte)'%', pairs);
        else
            Number((byte)'*', 2 * pairs);
    }

    /// <summary>Begins what is sent without having been asked for.</summary>
    public void Push(int count) => Number(Version == RespVersion.Three ? (byte)'>' : (byte)'*', count);

    /// <summary>A number with a fraction: of its own kind in RESP3, and bytes before.</summary>
    public void Double(double value)
    {
        string text = DoubleText.Of(value);
        if (Version == RespVersion.Three)
            Line((byte)',', Encoding.ASCII.GetBytes(text));
        else
            Bulk(text);
    }

    /// <summary>Text for people: of its own kind in RESP3, and bytes before.</summary>
    public void Verbatim(string text)
    {
        if (Version != RespVersion.Three)
        {
            Bulk(text);
            return;
        }
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        Number((byte)'=', bytes.Length + 4);
        Raw("txt:"u8);
        Raw(bytes);
        Raw("\r\n"u8);
    }

    /// <summary>Replies that were written before, as they are.</summary>
    public void Raw(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(GetSpan(bytes.Length));
        _used += bytes.Length;
    }

    public void Advance(int count) => _used += count;

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        MakeRoom(Math.Max(sizeHint, 1));
        return _bytes.AsMemory(_used);
    }

    public Span<byte> GetSpan(int sizeHint = 0)
    {
        MakeRoom(Math.Max(sizeHint, 1));
        return _bytes.AsSpan(_used);
    }

    private void MakeRoom(int needed)
    {
        if (_bytes.Length - _used < needed)
            System.Array.Resize(ref _bytes, Math.Max(2 * _bytes.Length, checked(_used + needed)));
    }

    private void Line(byte kind, ReadOnlySpan<byte> text)
    {
        Span<byte> room = GetSpan(text.Length + 3);
        room[0] = kind;
        text.CopyTo(room[1..]);
        room[text.Length + 1] = (byte)'\r';
        room[text.Length + 2] = (byte)'\n';
        _used += text.Length + 3;
    }

    private void Number(byte kind, long value)
    {
        Span<byte> room = GetSpan(LongestNumber);
        room[0] = kind;
        if (!Utf8Formatter.TryFormat(value, room[1..], out int length))
            throw new System.Diagnostics.UnreachableException(value.ToString(CultureInfo.InvariantCulture));
        room[length + 1] = (byte)'\r';
        room[length + 2] = (byte)'\n';
        _used += length + 3;
    }
}

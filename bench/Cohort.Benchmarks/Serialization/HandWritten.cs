using System.Buffers.Binary;
using System.Text;

namespace Cohort.Benchmarks.Serialization;

/// <summary>
/// What one would write by hand for an order, into an array that is large enough: fields in a fixed order and of a
/// fixed width, lengths of four bytes, no numbers of fields, nothing that a later version could skip.
/// </summary>
internal static class HandWritten
{
    public static int Write(Span<byte> span, Order order)
    {
        order.Id.TryWriteBytes(span);
        int at = 16 + WriteText(span[16..], order.Customer);
        BinaryPrimitives.WriteInt32LittleEndian(span[at..], order.Priority);
        BinaryPrimitives.WriteInt64LittleEndian(span[(at + 4)..], order.Number);
        WriteDecimal(span[(at + 12)..], order.Total);
        BinaryPrimitives.WriteInt64LittleEndian(span[(at + 28)..], order.Placed.Ticks);
        BinaryPrimitives.WriteInt16LittleEndian(span[(at + 36)..], (short)order.Placed.TotalOffsetMinutes);
        at += 38;
        BinaryPrimitives.WriteInt32LittleEndian(span[at..], order.Articles.Count);
        at += 4;
        foreach (int article in order.Articles)
        {
            BinaryPrimitives.WriteInt32LittleEndian(span[at..], article);
            at += 4;
        }
        at += WriteText(span[at..], order.Address.Street);
        at += WriteText(span[at..], order.Address.City);
        BinaryPrimitives.WriteInt32LittleEndian(span[at..], order.Address.Country);
        return at + 4;
    }

    public static Order Read(ReadOnlySpan<byte> span)
    {
        var id = new Guid(span[..16]);
        int at = 16;
        string customer = ReadText(span, ref at);
        int priority = BinaryPrimitives.ReadInt32LittleEndian(span[at..]);
        long number = BinaryPrimitives.ReadInt64LittleEndian(span[(at + 4)..]);
        decimal total = ReadDecimal(span[(at + 12)..]);
        long ticks = BinaryPrimitives.ReadInt64LittleEndian(span[(at + 28)..]);
        short minutes = BinaryPrimitives.ReadInt16LittleEndian(span[(at + 36)..]);
        at += 38;
        int count = BinaryPrimitives.ReadInt32LittleEndian(span[at..]);
        at += 4;
        var articles = new List<int>(count);
        for (; count > 0; count--)
        {
            articles.Add(BinaryPrimitives.ReadInt32LittleEndian(span[at..]));
            at += 4;
        }
        string street = ReadText(span, ref at);
        string city = ReadText(span, ref at);
        int country = BinaryPrimitives.ReadInt32LittleEndian(span[at..]);
        var placed = new DateTimeOffset(ticks, TimeSpan.FromMinutes((long)minutes));
        return new(id, customer, priority, number, total, placed, articles, new(street, city, country));
    }

    private static int WriteText(Span<byte> span, string text)
    {
        int length = Encoding.UTF8.GetBytes(text, span[4..]);
        BinaryPrimitives.WriteInt32LittleEndian(span, length);
        return length + 4;
    }

    private static string ReadText(ReadOnlySpan<byte> span, ref int at)
    {
        int length = BinaryPrimitives.ReadInt32LittleEndian(span[at..]);
        string text = Encoding.UTF8.GetString(span.Slice(at + 4, length));
        at += 4 + length;
        return text;
    }

    private static void WriteDecimal(Span<byte> span, decimal value)
    {
        Span<int> parts = stackalloc int[4];
        decimal.GetBits(value, parts);
        for (int part = 0; part < 4; part++)
            BinaryPrimitives.WriteInt32LittleEndian(span[(4 * part)..], parts[part]);
    }

    private static decimal ReadDecimal(ReadOnlySpan<byte> span)
    {
        Span<int> parts = stackalloc int[4];
        for (int part = 0; part < 4; part++)
            parts[part] = BinaryPrimitives.ReadInt32LittleEndian(span[(4 * part)..]);
        return new decimal(parts);
    }
}

using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace Cohort.Server.Data;

/// <summary>Numbers as Redis takes them from bytes.</summary>
internal static class Numbers
{
    private const int LongestInteger = 20;
    private const int LongestDouble = 128;

    /// <summary>A whole number in its only form: no blanks, no plus, no zeros in front.</summary>
    public static bool TryParse(ReadOnlySpan<byte> text, out long value)
    {
        value = 0;
        if (text.Length is 0 or > LongestInteger)
            return false;
        ReadOnlySpan<byte> digits = text[0] == '-' ? text[1..] : text;
        if (digits.IsEmpty || digits[0] is < (byte)'0' or > (byte)'9')
            return false;
        if (digits[0] == '0' && (digits.Length > 1 || text.Length > 1))
            return false;
        return Utf8Parser.TryParse(text, out value, out int used) && used == text.Length;
    }

    /// <summary>A whole number in its only form that fits 32 bits.</summary>
    public static bool TryParse(ReadOnlySpan<byte> text, out int value)
    {
        bool isNumber = TryParse(text, out long wide) && wide is >= int.MinValue and <= int.MaxValue;
        value = isNumber ? (int)wide : 0;
        return isNumber;
    }

    /// <summary>A number with a fraction: what C's strtod takes whole, but no blanks in front, no "nan", no hexadecimal digits, nothing
    /// that is too large, and nothing that is so small that it would be taken for zero.</summary>
    public static bool TryParse(ReadOnlySpan<byte> text, out double value) =>
        TryParseAny(text, out value)
        && (double.IsFinite(value) || !text.ContainsAnyInRange((byte)'0', (byte)'9'))
        && (value != 0 || !HasDigitOfItsOwn(text));

    /// <summary>As C's strtod takes it where nobody asks how well: with blanks in front, nothing at all for zero, what is too large for
    /// infinity, and nothing behind a zero byte.</summary>
    public static bool TryParseLoosely(ReadOnlySpan<byte> text, out double value)
    {
        value = 0;
        int end = text.IndexOf((byte)0);
        ReadOnlySpan<byte> number = end < 0 ? text : text[..end];
        return number.IsEmpty || TryParseAny(number.TrimStart(" \t\n\v\f\r"u8), out value);
    }

    private static bool TryParseAny(ReadOnlySpan<byte> text, out double value)
    {
        value = 0;
        if (text.Length is 0 or > LongestDouble || text.Contains((byte)0))
            return false;
        ReadOnlySpan<byte> unsigned = text[0] is (byte)'+' or (byte)'-' ? text[1..] : text;
        if (Ascii.EqualsIgnoreCase(unsigned, "inf") || Ascii.EqualsIgnoreCase(unsigned, "infinity"))
        {
            value = text[0] == '-' ? double.NegativeInfinity : double.PositiveInfinity;
            return true;
        }
        if (unsigned.IsEmpty || unsigned[0] is not ((>= (byte)'0' and <= (byte)'9') or (byte)'.'))
            return false;
        const NumberStyles Style =
            NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;
        return double.TryParse(text, Style, CultureInfo.InvariantCulture, out value);
    }

    private static bool HasDigitOfItsOwn(ReadOnlySpan<byte> text)
    {
        int mark = text.IndexOfAny((byte)'e', (byte)'E');
        return (mark < 0 ? text : text[..mark]).ContainsAnyInRange((byte)'1', (byte)'9');
    }
}

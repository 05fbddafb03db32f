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

    /// <summary>A number with a fraction: what C's strtod takes whole, but no blanks in front and no "nan".</summary>
    public static bool TryParse(ReadOnlySpan<byte> text, out double value)
    {
        value = 0;
        if (text.Length is 0 or > LongestDouble || text[0] is (byte)' ' or (>= 9 and <= 13))
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
        return double.TryParse(text, Style, CultureInfo.InvariantCulture, out value) && double.IsFinite(value);
    }
}

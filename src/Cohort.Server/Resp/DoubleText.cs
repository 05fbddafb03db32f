using System.Globalization;

namespace Cohort.Server.Resp;

/// <summary>Numbers with a fraction as Redis 7.0 writes them: whole ones without a point, and 17 digits where they are needed.</summary>
internal static class DoubleText
{
    // Up to here every whole number is one of its own, and is written as one.
    private const double LargestWhole = 1L << 53;
    private const int Digits = 17;

    /// <summary>Writes one.</summary>
    public static string Of(double value)
    {
        if (double.IsNaN(value))
            return "nan";
        if (double.IsInfinity(value))
            return value > 0 ? "inf" : "-inf";
        if (value == 0)
            return double.IsNegative(value) ? "-0" : "0";
        if (Math.Abs(value) < LargestWhole && value == Math.Truncate(value))
            return ((long)value).ToString(CultureInfo.InvariantCulture);
        return General(value);
    }

    // C's %.17g: 17 digits that count, in the shorter of the two forms, without zeros at the end.
    private static string General(double value)
    {
        string scientific = value.ToString("E16", CultureInfo.InvariantCulture);
        int mark = scientific.IndexOf('E', StringComparison.Ordinal);
        int exponent = int.Parse(
            scientific.AsSpan(mark + 1),
            NumberStyles.AllowLeadingSign,
            CultureInfo.InvariantCulture
        );
        bool isNegative = scientific[0] == '-';
        string digits = scientific[(isNegative ? 1 : 0)..mark].Replace(".", "", StringComparison.Ordinal);
        string text = exponent is < -4 or >= Digits ? WithExponent(digits, exponent) : Plain(digits, exponent);
        return isNegative ? "-" + text : text;
    }

    private static string WithExponent(string digits, int exponent)
    {
        string fraction = digits[1..].TrimEnd('0');
        string sign = exponent < 0 ? "-" : "+";
        string power = Math.Abs(exponent).ToString("00", CultureInfo.InvariantCulture);
        return $"{digits[0]}{(fraction.Length > 0 ? "." : "")}{fraction}e{sign}{power}";
    }

    private static string Plain(string digits, int exponent)
    {
        if (exponent < 0)
            return "0." + new string('0', -exponent - 1) + digits.TrimEnd('0');
        string fraction = digits[(exponent + 1)..].TrimEnd('0');
        return digits[..(exponent + 1)] + (fraction.Length > 0 ? "." + fraction : "");
    }
}

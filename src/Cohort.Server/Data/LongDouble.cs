using System.Globalization;
using System.Numerics;
using System.Text;

namespace Cohort.Server.Data;

/// <summary>
/// The numbers with which Redis adds fractions on the machines that most people run it on: x86's 80 bits, of which 64
/// are the digits. Reckoned in whole numbers, so that every replica gives the same digits, whatever machine it runs
/// on.
/// </summary>
internal readonly struct LongDouble
{
    /// <summary>The longest text that is a number for Redis.</summary>
    public const int LongestText = 5 * 1024 - 1;

    private const int Digits = 64;
    private const int LeastExponent = -16445;
    private const int MostExponent = 16383 - (Digits - 1);
    private const int Places = 17;

    // Beyond these no digits make a number that is neither nothing nor too large.
    private const int MostDecimal = 5000;
    private const int LeastDecimal = -5100;

    private readonly BigInteger _digits;
    private readonly int _exponent;
    private readonly bool _isInfinite;

    private LongDouble(BigInteger digits, int exponent, bool isInfinite = false) =>
        (_digits, _exponent, _isInfinite) = (digits, exponent, isInfinite);

    /// <summary>Whether it is no infinity.</summary>
    public bool IsFinite => !_isInfinite;

    /// <summary>Reads a number as C's strtold does, but no blanks, no "nan" and no hexadecimal digits; nothing that
    /// is too large, and nothing that is so small that it would be taken for zero.</summary>
    public static bool TryParse(ReadOnlySpan<byte> text, out LongDouble value)
    {
        value = default;
        if (text.Length is 0 or > LongestText)
            return false;
        bool isNegative = text[0] == '-';
        ReadOnlySpan<byte> unsigned = text[0] is (byte)'+' or (byte)'-' ? text[1..] : text;
        if (Ascii.EqualsIgnoreCase(unsigned, "inf") || Ascii.EqualsIgnoreCase(unsigned, "infinity"))
        {
            value = new LongDouble(isNegative ? BigInteger.MinusOne : BigInteger.One, 0, isInfinite: true);
            return true;
        }
        if (!TryReadDecimal(unsigned, out BigInteger digits, out int power))
            return false;
        value = Rounded(isNegative ? -digits : digits, power);
        return value.IsFinite && value._digits.IsZero == digits.IsZero;
    }

    /// <summary>The sum, rounded as the machine does: to the nearest, and to the even one of two that are as
    /// near.</summary>
    public static LongDouble operator +(in LongDouble left, in LongDouble right)
    {
        if (left._isInfinite || right._isInfinite)
            return left._isInfinite ? left : right;
        int exponent = Math.Min(left._exponent, right._exponent);
        BigInteger sum =
            (left._digits << (left._exponent - exponent)) + (right._digits << (right._exponent - exponent));
        return Rounded(sum, BigInteger.One, exponent);
    }

    /// <summary>The nearest number of 64 bits, or nearly: it is rounded twice.</summary>
    public double ToDouble() =>
        _isInfinite ? double.PositiveInfinity * _digits.Sign : Math.ScaleB((double)_digits, _exponent);

    /// <summary>As Redis writes it for people: 17 places behind the point, without zeros at the end, and never with
    /// an exponent.</summary>
    public override string ToString()
    {
        if (_isInfinite)
            return _digits.Sign > 0 ? "inf" : "-inf";
        BigInteger scaled = BigInteger.Abs(_digits) * BigInteger.Pow(10, Places);
        scaled = _exponent >= 0 ? scaled << _exponent : Divided(scaled, BigInteger.One << -_exponent);
        string digits = scaled.ToString(CultureInfo.InvariantCulture).PadLeft(Places + 1, '0');
        string fraction = digits[^Places..].TrimEnd('0');
        string text = digits[..^Places] + (fraction.Length > 0 ? "." + fraction : "");
        return _digits.Sign < 0 && text != "0" ? "-" + text : text;
    }

    // The digits, and the power of ten by which they are to be multiplied.
    private static bool TryReadDecimal(ReadOnlySpan<byte> text, out BigInteger digits, out int power)
    {
        (digits, power) = (BigInteger.Zero, 0);
        int mark = text.IndexOfAny((byte)'e', (byte)'E');
        ReadOnlySpan<byte> mantissa = mark < 0 ? text : text[..mark];
        if (mark >= 0 && !TryReadExponent(text[(mark + 1)..], out power))
            return false;
        int point = mantissa.IndexOf((byte)'.');
        ReadOnlySpan<byte> whole = point < 0 ? mantissa : mantissa[..point];
        ReadOnlySpan<byte> fraction = point < 0 ? default : mantissa[(point + 1)..];
        if (whole.Length + fraction.Length == 0)
            return false;
        if (whole.ContainsAnyExceptInRange((byte)'0', (byte)'9'))
            return false;
        if (fraction.ContainsAnyExceptInRange((byte)'0', (byte)'9'))
            return false;
        string all = Encoding.ASCII.GetString(whole) + Encoding.ASCII.GetString(fraction);
        digits = BigInteger.Parse(all, NumberStyles.None, CultureInfo.InvariantCulture);
        power -= fraction.Length;
        return true;
    }

    private static bool TryReadExponent(ReadOnlySpan<byte> text, out int exponent)
    {
        const int Enough = 1_000_000;
        exponent = 0;
        bool isNegative = !text.IsEmpty && text[0] == '-';
        ReadOnlySpan<byte> digits = !text.IsEmpty && text[0] is (byte)'+' or (byte)'-' ? text[1..] : text;
        if (digits.IsEmpty || digits.ContainsAnyExceptInRange((byte)'0', (byte)'9'))
            return false;
        foreach (byte digit in digits)
            exponent = Math.Min(Enough, 10 * exponent + (digit - '0'));
        exponent = isNegative ? -exponent : exponent;
        return true;
    }

    private static LongDouble Rounded(BigInteger digits, int power)
    {
        if (digits.IsZero)
            return default;
        int magnitude = BigInteger.Abs(digits).ToString(CultureInfo.InvariantCulture).Length + power;
        if (magnitude > MostDecimal)
            return new LongDouble(digits.Sign, 0, isInfinite: true);
        if (magnitude < LeastDecimal)
            return default;
        return power >= 0
            ? Rounded(digits * BigInteger.Pow(10, power), BigInteger.One, 0)
            : Rounded(digits, BigInteger.Pow(10, -power), 0);
    }

    // The fraction, multiplied by a power of two, in as many bits as there are.
    private static LongDouble Rounded(BigInteger numerator, BigInteger denominator, int exponent)
    {
        if (numerator.IsZero)
            return default;
        int sign = numerator.Sign;
        numerator = BigInteger.Abs(numerator);
        int spare = (int)(numerator.GetBitLength() - denominator.GetBitLength()) - Digits;
        // One bit too many or too few in the first attempt: which of the two shows by the quotient.
        while (true)
        {
            int drop = Math.Max(spare, LeastExponent - exponent);
            BigInteger divisor = drop >= 0 ? denominator << drop : denominator;
            BigInteger quotient = Divided(drop >= 0 ? numerator : numerator << -drop, divisor);
            if (quotient.GetBitLength() > Digits)
            {
                spare++;
                continue;
            }
            bool isInfinite = exponent + drop > MostExponent;
            return quotient.IsZero
                ? default
                : new LongDouble(sign * (isInfinite ? 1 : quotient), exponent + drop, isInfinite);
        }
    }

    private static BigInteger Divided(BigInteger numerator, BigInteger denominator)
    {
        BigInteger quotient = BigInteger.DivRem(numerator, denominator, out BigInteger left);
        int half = (left << 1).CompareTo(denominator);
        return half > 0 || (half == 0 && !quotient.IsEven) ? quotient + 1 : quotient;
    }
}

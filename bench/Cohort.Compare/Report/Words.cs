using System.Globalization;

namespace Cohort.Compare.Report;

/// <summary>Figures as they stand in tables.</summary>
internal static class Words
{
    /// <summary>What stands where nothing was measured.</summary>
    public const string None = "–";

    /// <summary>A figure and its spread, where there is one: <c>1,234 (1,100 – 1,300)</c>.</summary>
    public static string Of(Spread? spread) =>
        spread switch
        {
            null => None,
            { } known when known.Least == known.Most => Number(known.Median),
            { } known => $"{Number(known.Median)} ({Number(known.Least)} – {Number(known.Most)})",
        };

    /// <summary>One figure divided by another.</summary>
    public static string Ratio(Spread? dividend, Spread? divisor) =>
        dividend is { } above && divisor is { Median: > 0 } below
            ? string.Create(CultureInfo.InvariantCulture, $"{above.Median / below.Median:0.0#}")
            : None;

    /// <summary>A number with as many digits as say something.</summary>
    public static string Number(double value) =>
        value.ToString(value < 100 ? "0.0" : "#,##0", CultureInfo.InvariantCulture);

    /// <summary>A size: 64 B, 1 KB.</summary>
    public static string Size(int bytes) => bytes < 1 << 10 ? $"{bytes} B" : $"{bytes >> 10} KB";
}

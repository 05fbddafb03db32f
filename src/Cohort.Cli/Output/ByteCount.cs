using System.Globalization;

namespace Cohort.Cli.Output;

/// <summary>Shows numbers of bytes.</summary>
internal static class ByteCount
{
    /// <summary>In the largest unit that leaves a whole number.</summary>
    public static string Show(double bytes) =>
        bytes switch
        {
            >= 1 << 20 when bytes % (1 << 20) == 0 => In(bytes / (1 << 20), "MiB"),
            >= 1 << 10 when bytes % (1 << 10) == 0 => In(bytes / (1 << 10), "KiB"),
            _ => In(bytes, "B"),
        };

    private static string In(double amount, string unit) =>
        string.Create(CultureInfo.InvariantCulture, $"{amount:#,##0} {unit}");
}

using System.Globalization;

namespace Cohort.Cli.Bench.Report;

/// <summary>A column of the table for people.</summary>
/// <param name="Heading">What is in it, and in which unit.</param>
/// <param name="Show">What a point has in it; empty where it has nothing.</param>
/// <param name="Width">How many characters wide it is at least.</param>
internal sealed record Column(string Heading, Func<BenchPoint, string> Show, int Width = 0)
{
    /// <summary>A figure.</summary>
    public static Column Of(string heading, Figure figure, int decimals, int width = 0) =>
        new(heading, point => Number(point[figure], decimals), width);

    /// <summary>How far a figure's repetitions lie apart, in units of so many.</summary>
    public static Column Spread(string heading, Figure figure, int decimals, int width, double unit = 1) =>
        new(
            heading,
            point =>
                point.SpreadOf(figure) is var (least, most)
                    ? $"{Number(least / unit, decimals)}–{Number(most / unit, decimals)}"
                    : "",
            width
        );

    private static string Number(double? value, int decimals) =>
        value?.ToString($"N{decimals}", CultureInfo.InvariantCulture) ?? "";
}

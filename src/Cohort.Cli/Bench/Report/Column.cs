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

    /// <summary>How far a figure's repetitions lie apart.</summary>
    public static Column Spread(Figure figure) =>
        new(
            "min–max",
            point => point.SpreadOf(figure) is var (least, most) ? $"{Short(least)}–{Short(most)}" : "",
            Width: 13
        );

    // Three digits that count.
    private static string Short(double value) =>
        value switch
        {
            >= 1e6 => $"{Short(value / 1e6)}M",
            >= 1e3 => $"{Short(value / 1e3)}k",
            >= 100 => Number(value, 0),
            >= 10 => Number(value, 1),
            _ => Number(value, 2),
        };

    private static string Number(double? value, int decimals) =>
        value?.ToString($"N{decimals}", CultureInfo.InvariantCulture) ?? "";
}

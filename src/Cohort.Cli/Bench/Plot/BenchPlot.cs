using Cohort.Cli.Bench.Report;
using Cohort.Simulation.Diagrams;

namespace Cohort.Cli.Bench.Plot;

/// <summary>Draws what was measured as curves: one SVG file that needs nothing else.</summary>
internal static class BenchPlot
{
    private const int ChartsInARow = 2;
    private const double Margin = 16;
    private const double Heading = 48;
    private const double Gap = 20;

    /// <summary>Draws points, at least one.</summary>
    /// <returns>An SVG document.</returns>
    public static string Draw(IReadOnlyList<BenchPoint> points)
    {
        IReadOnlyList<Chart[]> rows = [.. Charts.Of(points).Chunk(ChartsInARow)];
        int columns = rows.Max(row => row.Length);
        double width = (2 * Margin) + (columns * ChartDrawing.Width) + ((columns - 1) * Gap);
        double height = Heading + rows.Sum(HeightOf) + Margin;

        var svg = new SvgText();
        svg.Open(
            "svg",
            ("xmlns", "http://www.w3.org/2000/svg"),
            ("viewBox", $"0 0 {SvgText.Number(width)} {SvgText.Number(height)}"),
            ("width", width),
            ("height", height),
            ("font-family", "system-ui, 'Segoe UI', 'Helvetica Neue', 'DejaVu Sans', sans-serif"),
            ("font-size", 12),
            ("fill", Palette.Ink)
        );
        svg.Empty("rect", ("width", width), ("height", height), ("fill", Palette.Paper));
        svg.Text(Margin, 30, TitleOf(points), ("font-size", 16), ("font-weight", 600));
        double top = Heading;
        foreach (Chart[] row in rows)
        {
            for (int column = 0; column < row.Length; column++)
                new ChartDrawing(svg, row[column], Margin + (column * (ChartDrawing.Width + Gap)), top).Draw();
            top += HeightOf(row);
        }
        svg.Close("svg");
        return svg.ToString();
    }

    private static double HeightOf(Chart[] row) => row.Max(ChartDrawing.HeightOf) + Gap;

    private static string TitleOf(IReadOnlyList<BenchPoint> points)
    {
        Setting setting = points[0].Setting;
        int repetitions = points[0].Repetitions.Count;
        string spread = repetitions == 1 ? "one repetition" : $"medians of {repetitions}, with the least and the most";
        return $"Cohort on loopback, {setting.Order}/{setting.Delivery}, {Environment.ProcessorCount} processors: {spread}";
    }
}

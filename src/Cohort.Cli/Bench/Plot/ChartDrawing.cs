using Cohort.Simulation.Diagrams;

namespace Cohort.Cli.Bench.Plot;

/// <summary>Draws one chart.</summary>
/// <param name="svg">Where to.</param>
/// <param name="chart">What.</param>
/// <param name="left">Where its picture begins.</param>
/// <param name="top">Where its picture begins.</param>
internal sealed class ChartDrawing(SvgText svg, Chart chart, double left, double top)
{
    /// <summary>How wide every chart is.</summary>
    public const double Width = 620;

    private const double Plain = 300;
    private const double LegendRow = 18;
    private const double LegendEntry = 285;
    private const double Title = 34;
    private const double Below = 52;
    private const double AxisRoom = 64;
    private const double FewestPixels = 44;

    private double FieldLeft => left + AxisRoom;
    private double FieldRight => left + Width - 20;
    private double FieldTop => top + Title;
    private double FieldBottom => FieldTop + Plain;

    /// <summary>How high a chart is, legend included.</summary>
    public static double HeightOf(Chart chart) =>
        Title + Plain + Below + Math.Ceiling(chart.Curves.Count / 2.0) * LegendRow + 16;

    /// <summary>Draws it.</summary>
    public void Draw()
    {
        svg.Text(left + 8, top + 16, chart.Title, ("font-size", 14), ("font-weight", 600));
        DrawUp();
        DrawAcross();
        foreach (Curve curve in chart.Curves)
            DrawCurve(curve);
        for (int entry = 0; entry < chart.Curves.Count; entry++)
            DrawLegend(
                chart.Curves[entry],
                FieldLeft - 20 + (entry % 2 * LegendEntry),
                FieldBottom + Below + (entry / 2 * LegendRow)
            );
    }

    private double X(double value) => FieldLeft + (chart.Across.PlaceOf(value) * (FieldRight - FieldLeft));

    private double Y(double value) => FieldBottom - (chart.Up.PlaceOf(value) * Plain);

    private void DrawUp()
    {
        svg.Open("g", ("stroke", Palette.Faint), ("fill", Palette.Quiet), ("font-size", 11), ("text-anchor", "end"));
        foreach (Tick tick in chart.Up.Ticks)
        {
            double y = Y(tick.Value);
            svg.Empty("line", ("x1", FieldLeft - 8), ("y1", y), ("x2", FieldRight + 8), ("y2", y));
            svg.Text(FieldLeft - 12, y + 4, tick.Label, ("stroke", "none"));
        }
        svg.Close("g");
        svg.Text(
            left + 12,
            (FieldTop + FieldBottom) / 2,
            chart.Up.Title,
            ("font-size", 11),
            ("fill", Palette.Quiet),
            ("text-anchor", "middle"),
            ("transform", $"rotate(-90 {SvgText.Number(left + 12)} {SvgText.Number((FieldTop + FieldBottom) / 2)})")
        );
    }

    private void DrawAcross()
    {
        double axis = FieldBottom + 8;
        svg.Open("g", ("stroke", Palette.Faint), ("fill", Palette.Quiet), ("font-size", 11), ("text-anchor", "middle"));
        svg.Empty("line", ("x1", FieldLeft - 8), ("y1", axis), ("x2", FieldRight + 8), ("y2", axis));
        double last = double.NegativeInfinity;
        foreach (Tick tick in chart.Across.Ticks)
        {
            double x = X(tick.Value);
            svg.Empty("line", ("x1", x), ("y1", axis), ("x2", x), ("y2", axis + 5));
            // Where there is no room for a number, its mark alone.
            if (x - last < FewestPixels)
                continue;
            svg.Text(x, axis + 17, tick.Label, ("stroke", "none"));
            last = x;
        }
        svg.Text((FieldLeft + FieldRight) / 2, axis + 33, chart.Across.Title, ("stroke", "none"));
        svg.Close("g");
    }

    private void DrawCurve(Curve curve)
    {
        string color = Look.ColorOf(curve);
        if (curve.Dots.Count > 1)
            svg.Empty(
                "polyline",
                (
                    "points",
                    string.Join(' ', curve.Dots.Select(dot => $"{SvgText.Number(X(dot.X))},{SvgText.Number(Y(dot.Y))}"))
                ),
                ("fill", "none"),
                ("stroke", color),
                ("stroke-width", 1.6),
                ("stroke-dasharray", Look.DashesOf(curve))
            );
        foreach (Dot dot in curve.Dots)
        {
            svg.Empty(
                "line",
                ("x1", X(dot.X)),
                ("y1", Y(dot.Least)),
                ("x2", X(dot.X)),
                ("y2", Y(dot.Most)),
                ("stroke", color),
                ("stroke-opacity", 0.5)
            );
            Look.DrawMark(svg, curve, X(dot.X), Y(dot.Y));
        }
    }

    private void DrawLegend(Curve curve, double x, double y)
    {
        svg.Empty(
            "line",
            ("x1", x),
            ("y1", y),
            ("x2", x + 30),
            ("y2", y),
            ("stroke", Look.ColorOf(curve)),
            ("stroke-width", 1.6),
            ("stroke-dasharray", Look.DashesOf(curve))
        );
        Look.DrawMark(svg, curve, x + 15, y);
        svg.Text(x + 38, y + 4, curve.Name, ("font-size", 11));
    }
}

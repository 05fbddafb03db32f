namespace Cohort.Simulation.Diagrams;

/// <summary>
/// Views: a band across the lanes that joins the moments at which the members installed the view, a bar on each lane, and
/// the number above.
/// </summary>
internal sealed class ViewDrawing
{
    private const int MostRows = 3;
    private const double CharacterWidth = 6.6;

    // What "v10 – v19" takes: a label may have to grow to that.
    private const double RoomForTwo = 76;
    private readonly Plan _plan;
    private readonly List<PlacedLabel> _labels = [];
    private readonly SceneView[] _views;

    public ViewDrawing(Plan plan)
    {
        _plan = plan;
        _views = [.. plan.Scene.Views.Where(view => view.Installed.Any(installed => plan.Shows(installed.At)))];
        PlaceLabels();
        plan.ViewRows = Math.Max(1, _labels.Select(label => label.Row + 1).DefaultIfEmpty().Max());
    }

    public void DrawBands(SvgText svg)
    {
        foreach (SceneView view in _views)
        {
            var points = Points(view).ToArray();
            string path = string.Join(
                " L",
                points.Select(point => $"{SvgText.Number(point.X)} {SvgText.Number(point.Y)}")
            );
            svg.Titled(
                $"{view.Number} [{view.Members}]",
                "path",
                ("d", points.Length == 1 ? $"M{path} h0.1" : $"M{path}"),
                ("fill", "none"),
                ("stroke", Palette.ViewBand),
                ("stroke-width", 9),
                ("stroke-linejoin", "round"),
                ("stroke-linecap", "round")
            );
        }
    }

    public void DrawInstallations(SvgText svg)
    {
        foreach (SceneView view in _views)
        foreach ((double x, double y) in Points(view))
            DrawInstallation(svg, x, y);
        foreach (PlacedLabel label in _labels)
            DrawLabel(svg, label.View, label.Row, label.Label);
    }

    /// <summary>The bar of one installation; the legend draws it too.</summary>
    public static void DrawInstallation(SvgText svg, double x, double y) =>
        svg.Empty(
            "rect",
            ("x", x - 2.5),
            ("y", y - 11),
            ("width", 5.0),
            ("height", 22.0),
            ("rx", 2.5),
            ("fill", Palette.View)
        );

    private void DrawLabel(SvgText svg, SceneView view, int row, string label)
    {
        (double x, double y) = Points(view).First();
        double top = _plan.Top + (row * Plan.ViewRowHeight);
        double width = WidthOf(label);
        double left = LabelLeft(x, width);
        svg.Empty(
            "line",
            ("x1", x),
            ("y1", top + 8),
            ("x2", x),
            ("y2", y - 10),
            ("stroke", Palette.View),
            ("stroke-width", 0.8),
            ("stroke-dasharray", "1.5 2.5")
        );
        svg.Titled(
            $"{view.Number} [{view.Members}]",
            "rect",
            ("x", left),
            ("y", top),
            ("width", width),
            ("height", 16.0),
            ("rx", 8),
            ("fill", Palette.View)
        );
        svg.Text(
            left + (width / 2),
            top + 12,
            label,
            ("text-anchor", "middle"),
            ("font-size", 11),
            ("fill", Palette.Paper)
        );
    }

    private static double WidthOf(string label) => (label.Length * CharacterWidth) + 10;

    private double LabelLeft(double x, double width) => Math.Min(x - 8, _plan.Width - 8 - width);

    /// <summary>
    /// Each label goes into the first row where it fits, with the members if there is room, else without. One that fits
    /// nowhere is drawn into the label before it.
    /// </summary>
    private void PlaceLabels()
    {
        var rowEnds = new double[MostRows];
        foreach (SceneView view in _views)
        {
            double x = Points(view).First().X;
            string[] candidates = [$"{view.Number} · {view.Members}", $"{view.Number}"];
            if (!candidates.Any(label => TryPlace(view, x, label, rowEnds)))
                _labels[^1] = _labels[^1] with { Label = $"{_labels[^1].View.Number} – {view.Number}" };
        }
    }

    private bool TryPlace(SceneView view, double x, string label, double[] rowEnds)
    {
        double left = LabelLeft(x, WidthOf(label));
        for (int row = 0; row < MostRows; row++)
            if (rowEnds[row] + 6 <= left)
            {
                rowEnds[row] = left + Math.Max(WidthOf(label), RoomForTwo);
                _labels.Add(new PlacedLabel(view, row, label));
                return true;
            }
        return false;
    }

    private IEnumerable<(double X, double Y)> Points(SceneView view) =>
        view
            .Installed.Where(installed => _plan.Shows(installed.At))
            .OrderBy(installed => installed.Lane.Index)
            .Select(installed => (_plan.X(installed.At), _plan.Y(installed.Lane)));

    private sealed record PlacedLabel(SceneView View, int Row, string Label);
}

namespace Cohort.Simulation.Diagrams;

/// <summary>Links that were cut: a row below the lanes for as long as the cut lasts, and what was cut from what.</summary>
internal sealed class CutDrawing
{
    private const int MostRows = 5;
    private const double CharacterWidth = 7;
    private readonly Plan _plan;
    private readonly List<(Cut Cut, int Row, string Text)> _rows = [];

    public CutDrawing(Plan plan)
    {
        _plan = plan;
        var ends = new List<double>();
        foreach (Cut cut in plan.Scene.Cuts.Where(cut => plan.Shows(cut.Time)))
        {
            string text = CutText.Of(cut);
            double left = plan.X(cut.Time.From);
            int row = ends.FindIndex(end => end + 8 <= left);
            if (row < 0)
            {
                row = ends.Count;
                ends.Add(0);
            }
            double right = plan.X(cut.Time.To);
            ends[row] = Math.Max(right, TextLeft(left, right, text) + WidthOf(text));
            if (row < MostRows)
                _rows.Add((cut, row, text));
        }
        plan.FaultRows = Math.Min(MostRows, ends.Count);
    }

    /// <summary>A faint shade behind the lanes, so that one sees what happened during a cut.</summary>
    public void DrawShades(SvgText svg)
    {
        foreach ((Cut cut, _, _) in _rows)
            svg.Empty(
                "rect",
                ("x", _plan.X(cut.Time.From)),
                ("y", _plan.FirstLane - 26),
                ("width", Math.Max(1, _plan.X(cut.Time.To) - _plan.X(cut.Time.From))),
                ("height", _plan.LastLane - _plan.FirstLane + 48),
                ("fill", Palette.Fault),
                ("fill-opacity", "0.08")
            );
    }

    public void DrawRows(SvgText svg)
    {
        if (_plan.FaultRows > 0)
            svg.Text(16, _plan.FaultTop + 12, "cuts", ("font-size", 11), ("fill", Palette.Fault));
        foreach ((Cut cut, int row, string text) in _rows)
            Draw(svg, _plan.X(cut.Time.From), _plan.X(cut.Time.To), _plan.FaultTop + (row * Plan.FaultRowHeight), text);
    }

    /// <summary>The bar of one cut; the legend draws it too.</summary>
    public static void Draw(SvgText svg, double x1, double x2, double top, string text)
    {
        svg.Empty(
            "rect",
            ("x", x1),
            ("y", top + 1),
            ("width", Math.Max(2, x2 - x1)),
            ("height", 14.0),
            ("rx", 3),
            ("fill", Palette.Fault),
            ("fill-opacity", "0.16"),
            ("stroke", Palette.Fault),
            ("stroke-width", 0.8)
        );
        svg.Text(TextLeft(x1, x2, text), top + 12, text, ("font-size", 11), ("fill", Palette.Fault));
    }

    private static double WidthOf(string text) => (text.Length * CharacterWidth) + 8;

    /// <summary>In the bar where it is wide enough, behind it where it is not.</summary>
    private static double TextLeft(double x1, double x2, string text) => x2 - x1 >= WidthOf(text) ? x1 + 6 : x2 + 6;
}

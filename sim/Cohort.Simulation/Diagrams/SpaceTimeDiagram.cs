using Cohort.Simulation.Histories;

namespace Cohort.Simulation.Diagrams;

/// <summary>
/// Draws a run the way the papers do: a line for each process, arrows for messages, bars across for views, marks for
/// faults. The result is one SVG file that needs nothing else.
/// </summary>
public static class SpaceTimeDiagram
{
    /// <summary>Draws a history.</summary>
    /// <returns>An SVG document.</returns>
    public static string Draw(History history, DiagramOptions options)
    {
        Scene scene = SceneReader.Read(history, options.Group);
        var plan = new Plan(scene, options);
        var views = new ViewDrawing(plan);
        var cuts = new CutDrawing(plan);
        var messages = new MessageDrawing(plan, options.MostMessages);
        var notes = new Legend(plan, messages.Shown, [.. Notes(scene, options, plan), .. messages.Notes]);

        var svg = new SvgText();
        svg.Open(
            "svg",
            ("xmlns", "http://www.w3.org/2000/svg"),
            ("viewBox", $"0 0 {SvgText.Number(plan.Width)} {SvgText.Number(notes.Bottom)}"),
            ("width", plan.Width),
            ("height", notes.Bottom),
            ("font-family", "system-ui, 'Segoe UI', 'Helvetica Neue', 'DejaVu Sans', sans-serif"),
            ("font-size", 12),
            ("fill", Palette.Ink)
        );
        svg.Raw(MessageDrawing.Definitions + LaneDrawing.Definitions);
        svg.Empty("rect", ("width", plan.Width), ("height", notes.Bottom), ("fill", Palette.Paper));
        if (options.Title is { } title)
            svg.Text(16, 30, title, ("font-size", 16), ("font-weight", 600));
        cuts.DrawShades(svg);
        views.DrawBands(svg);
        LaneDrawing.Draw(svg, plan);
        messages.Draw(svg);
        views.DrawInstallations(svg);
        LaneDrawing.DrawMarks(svg, plan);
        cuts.DrawRows(svg);
        TimeAxis.Draw(svg, plan);
        notes.Draw(svg);
        svg.Close("svg");
        return svg.ToString();
    }

    private static IEnumerable<string> Notes(Scene scene, DiagramOptions options, Plan plan)
    {
        if (options.From is not null || options.To is not null)
            yield return $"Shown is the time from {TimeAxis.Show(plan.From)} to {TimeAxis.Show(plan.To)}; "
                + $"the run lasts from {TimeAxis.Show(scene.Begin)} to {TimeAxis.Show(scene.End)}.";
        if (scene.OtherGroups.Count > 0)
            yield return $"Shown is group {scene.Group}; there are also {string.Join(", ", scene.OtherGroups)}.";
    }
}

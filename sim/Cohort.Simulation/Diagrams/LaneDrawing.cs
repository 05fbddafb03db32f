namespace Cohort.Simulation.Diagrams;

/// <summary>The line of each process: thin while it is no member, dashed while it joins, and gone while it is dead.</summary>
internal static class LaneDrawing
{
    public const string Definitions = $"""
        <defs><pattern id="pause" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
        <rect width="6" height="6" fill="#eef1f4"/><line x1="0" y1="0" x2="0" y2="6" stroke="{Palette.Pause}" stroke-width="2.4"/>
        </pattern></defs>
        """;

    private const double Radius = 6;

    public static void Draw(SvgText svg, Plan plan)
    {
        foreach (Lane lane in plan.Scene.Lanes)
        {
            double y = plan.Y(lane);
            svg.Text(16, y + 1, lane.Name, ("font-size", 15), ("font-weight", 600));
            if (lane.Address != lane.Name)
                svg.Text(16, y + 15, lane.Address, ("font-size", 9), ("fill", Palette.Quiet));
            foreach (Interval life in lane.Lives.Where(plan.Shows))
                Line(svg, plan, y, life, Palette.Quiet, 1, null);
            foreach (StatusSpan span in lane.Statuses.Where(span => plan.Shows(span.Time)))
                Draw(svg, plan, y, span);
            foreach (Interval pause in lane.Pauses.Where(plan.Shows))
                Pause(svg, plan, lane, pause);
        }
    }

    public static void DrawMarks(SvgText svg, Plan plan)
    {
        foreach (Lane lane in plan.Scene.Lanes)
        foreach (Mark mark in lane.Marks.Where(mark => plan.Shows(mark.At)))
            Draw(svg, mark, plan.X(mark.At), plan.Y(lane));
    }

    /// <summary>Draws a mark; the legend does so too.</summary>
    public static void Draw(SvgText svg, Mark mark, double x, double y)
    {
        string at = $"translate({SvgText.Number(x)} {SvgText.Number(y)})";
        switch (mark.Kind)
        {
            case MarkKind.Crash:
                svg.Empty("circle", ("cx", x), ("cy", y), ("r", Radius + 2), ("fill", Palette.Paper));
                svg.Titled(
                    mark.Text,
                    "path",
                    ("transform", at),
                    ("d", "M-6 -6L6 6M-6 6L6 -6"),
                    ("stroke", Palette.Fault),
                    ("stroke-width", 3.2),
                    ("stroke-linecap", "round")
                );
                break;
            case MarkKind.Restart:
                Shape(svg, mark.Text, at, "M-4 -6L7 0L-4 6Z", Palette.Paper, Palette.Fault);
                break;
            case MarkKind.StateLoaded:
                Shape(svg, mark.Text, at, "M0 -6L6 0L0 6L-6 0Z", Palette.Paper, Palette.Causal);
                break;
            case MarkKind.Expelled:
                Shape(svg, mark.Text, at, "M-6 -6H6V6H-6ZM-6 6L6 -6", Palette.Paper, Palette.Fault);
                break;
            case MarkKind.Left:
                Shape(svg, mark.Text, at, "M-5 -7V7M-5 0H5M1 -4L5 0L1 4", "none", Palette.Ink);
                break;
        }
    }

    /// <summary>Draws a piece of a lane; the legend does so too.</summary>
    public static void Draw(SvgText svg, double x1, double x2, double y, GroupStatus status)
    {
        if (status is GroupStatus.Changing or GroupStatus.Blocked)
            Bar(svg, x1, x2, y, status == GroupStatus.Changing ? Palette.Changing : Palette.Blocked);
        bool member = status is GroupStatus.Active or GroupStatus.Changing or GroupStatus.Blocked;
        if (member)
            Line(svg, x1, x2, y, Palette.Ink, 2.2, null);
        else if (status == GroupStatus.Joining)
            Line(svg, x1, x2, y, Palette.Ink, 1.4, "2 4");
    }

    private static void Draw(SvgText svg, Plan plan, double y, StatusSpan span) =>
        Draw(svg, plan.X(span.Time.From), plan.X(span.Time.To), y, span.Status);

    private static void Bar(SvgText svg, double x1, double x2, double y, string colour) =>
        svg.Empty(
            "rect",
            ("x", x1),
            ("y", y - 5),
            ("width", Math.Max(1.5, x2 - x1)),
            ("height", 10.0),
            ("fill", colour),
            ("fill-opacity", "0.75")
        );

    private static void Pause(SvgText svg, Plan plan, Lane lane, Interval pause) =>
        svg.Titled(
            $"{lane.Name} is paused",
            "rect",
            ("x", plan.X(pause.From)),
            ("y", plan.Y(lane) - 7),
            ("width", Math.Max(2, plan.X(pause.To) - plan.X(pause.From))),
            ("height", 14.0),
            ("rx", 3),
            ("fill", "url(#pause)"),
            ("stroke", Palette.Pause)
        );

    private static void Line(
        SvgText svg,
        Plan plan,
        double y,
        Interval time,
        string colour,
        double width,
        string? dash
    ) => Line(svg, plan.X(time.From), plan.X(time.To), y, colour, width, dash);

    private static void Line(SvgText svg, double x1, double x2, double y, string colour, double width, string? dash) =>
        svg.Empty(
            "line",
            ("x1", x1),
            ("y1", y),
            ("x2", x2),
            ("y2", y),
            ("stroke", colour),
            ("stroke-width", width),
            ("stroke-dasharray", dash ?? "none")
        );

    private static void Shape(SvgText svg, string title, string transform, string path, string fill, string stroke) =>
        svg.Titled(
            title,
            "path",
            ("transform", transform),
            ("d", path),
            ("fill", fill),
            ("stroke", stroke),
            ("stroke-width", 2),
            ("stroke-linejoin", "round")
        );
}

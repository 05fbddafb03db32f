namespace Cohort.Simulation.Diagrams;

/// <summary>What the signs mean, and notes on what is not shown. Only signs that occur are explained.</summary>
internal sealed class Legend
{
    private const double RowHeight = 22;
    private const double SignWidth = 40;
    private const double CharacterWidth = 6.3;
    private readonly Plan _plan;
    private readonly IReadOnlyList<SceneMessage> _messages;
    private readonly IReadOnlyList<string> _notes;
    private readonly List<(double X, double Y, Action<SvgText, double, double> Sign, string Text)> _entries = [];

    public Legend(Plan plan, IReadOnlyList<SceneMessage> messages, IReadOnlyList<string> notes)
    {
        _plan = plan;
        _messages = messages;
        _notes = notes;
        double x = Plan.Left;
        double y = 0;
        foreach ((Action<SvgText, double, double> sign, string text) in Signs())
        {
            double width = SignWidth + (text.Length * CharacterWidth) + 22;
            if (x + width > plan.Right && x > Plan.Left)
                (x, y) = (Plan.Left, y + RowHeight);
            _entries.Add((x, y, sign, text));
            x += width;
        }
        NotesTop = y + RowHeight + 6;
    }

    public double Bottom => _plan.LegendTop + NotesTop + (_notes.Count * 16) + 6;

    private double NotesTop { get; }

    public void Draw(SvgText svg)
    {
        foreach ((double x, double y, Action<SvgText, double, double> sign, string text) in _entries)
        {
            sign(svg, x, _plan.LegendTop + y);
            svg.Text(x + SignWidth, _plan.LegendTop + y + 4, text, ("font-size", 11));
        }
        for (int note = 0; note < _notes.Count; note++)
            svg.Text(
                Plan.Left,
                _plan.LegendTop + NotesTop + (note * 16),
                _notes[note],
                ("font-size", 11),
                ("fill", Palette.Quiet),
                ("font-style", "italic")
            );
    }

    private IEnumerable<(Action<SvgText, double, double> Sign, string Text)> Signs()
    {
        Scene scene = _plan.Scene;
        foreach (Order order in Enum.GetValues<Order>().Reverse())
            if (_messages.Any(message => message.Order == order))
                yield return (Arrow(order, stable: true), $"{order} message, from send to delivery");
        if (_messages.Any(message => message.Delivery == Delivery.Received))
            yield return (Arrow(Order.Total, stable: false), "dashed: Received, not Stable");
        yield return (OwnDelivery, "own delivery");
        yield return (
            (svg, x, y) => ViewDrawing.DrawInstallation(svg, x + 15, y),
            "view installed (* without state yet)"
        );
        GroupStatus[] statuses = [GroupStatus.Joining, GroupStatus.Changing, GroupStatus.Blocked];
        foreach (GroupStatus status in statuses)
            if (Occurs(status))
                yield return ((svg, x, y) => LaneDrawing.Draw(svg, x, x + 30, y, status), Name(status));
        foreach (MarkKind kind in Enum.GetValues<MarkKind>())
            if (scene.Lanes.Any(lane => lane.Marks.Exists(mark => mark.Kind == kind && _plan.Shows(mark.At))))
                yield return (
                    (svg, x, y) => LaneDrawing.Draw(svg, new Mark(default, kind, Name(kind)), x + 15, y),
                    Name(kind)
                );
        if (scene.Lanes.Any(lane => lane.Pauses.Exists(pause => _plan.Shows(pause))))
            yield return (Pause, "paused");
        if (scene.Cuts.Any(cut => _plan.Shows(cut.Time)))
            yield return ((svg, x, y) => CutDrawing.Draw(svg, x, x + 30, y - 8, ""), "links cut");
    }

    private bool Occurs(GroupStatus status) =>
        _plan.Scene.Lanes.Any(lane => lane.Statuses.Exists(span => span.Status == status && _plan.Shows(span.Time)));

    private static Action<SvgText, double, double> Arrow(Order order, bool stable) =>
        (svg, x, y) =>
        {
            svg.Empty("circle", ("cx", x + 3), ("cy", y), ("r", 3.4), ("fill", Palette.Of(order)));
            MessageDrawing.DrawArrow(svg, (x + 3, y), (x + 31, y), order, stable);
        };

    private static void OwnDelivery(SvgText svg, double x, double y) =>
        svg.Empty(
            "circle",
            ("cx", x + 15),
            ("cy", y),
            ("r", 3.0),
            ("fill", Palette.Paper),
            ("stroke", Palette.Total),
            ("stroke-width", 1.4)
        );

    private static void Pause(SvgText svg, double x, double y) =>
        svg.Empty(
            "rect",
            ("x", x),
            ("y", y - 7),
            ("width", 30.0),
            ("height", 14.0),
            ("rx", 3),
            ("fill", "url(#pause)"),
            ("stroke", Palette.Pause)
        );

    private static string Name(GroupStatus status) =>
        status switch
        {
            GroupStatus.Joining => "joining",
            GroupStatus.Changing => "view change under way",
            _ => "blocked: no quorum",
        };

    private static string Name(MarkKind kind) =>
        kind switch
        {
            MarkKind.Crash => "crash",
            MarkKind.Restart => "restart",
            MarkKind.StateLoaded => "state loaded",
            MarkKind.Expelled => "expelled",
            _ => "membership ended",
        };
}

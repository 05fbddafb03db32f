namespace Cohort.Simulation.Diagrams;

/// <summary>Messages: a dot where one is sent, and an arrow to each process that delivers it.</summary>
internal sealed class MessageDrawing
{
    private const int MostLabelled = 40;
    private readonly Plan _plan;
    private readonly int _all;
    private readonly Dictionary<Lane, double> _labelled = [];

    public MessageDrawing(Plan plan, int most)
    {
        _plan = plan;
        SceneMessage[] within = [.. plan.Scene.Messages.Where(IsWithin)];
        _all = within.Length;
        Every = Math.Max(1, (_all + most - 1) / Math.Max(1, most));
        Shown = [.. within.Where((_, place) => place % Every == 0)];
    }

    public static string Definitions { get; } =
        "<defs>" + string.Concat(Enum.GetValues<Order>().Select(ArrowHead)) + "</defs>";

    /// <summary>The messages that are drawn.</summary>
    public IReadOnlyList<SceneMessage> Shown { get; }

    public IEnumerable<string> Notes =>
        Every == 1 ? [] : [$"Drawn are {Shown.Count} of {_all} messages: one in {Every}, in the order of sending."];

    private int Every { get; }

    public void Draw(SvgText svg)
    {
        foreach (SceneMessage message in Shown)
        {
            foreach ((Lane lane, TimeSpan at) in message.Deliveries)
                if (lane == message.Lane)
                    DrawOwnDelivery(svg, message, at);
                else
                    DrawArrow(svg, message, lane, at);
            if (_plan.Shows(message.At))
                DrawSend(svg, message);
        }
    }

    /// <summary>An arrow; the legend draws it too.</summary>
    public static void DrawArrow(
        SvgText svg,
        (double X, double Y) from,
        (double X, double Y) to,
        Order order,
        bool stable
    ) =>
        svg.Empty(
            "line",
            ("x1", from.X),
            ("y1", from.Y),
            ("x2", to.X),
            ("y2", to.Y),
            ("stroke", Palette.Of(order)),
            ("stroke-width", 1.3),
            ("stroke-dasharray", stable ? "none" : "5 3"),
            ("marker-end", $"url(#to-{order})")
        );

    private static string ArrowHead(Order order) =>
        $"<marker id=\"to-{order}\" viewBox=\"0 0 8 8\" refX=\"7.5\" refY=\"4\" markerWidth=\"8\" markerHeight=\"8\" "
        + $"markerUnits=\"userSpaceOnUse\" orient=\"auto\"><path d=\"M0 0.8L8 4L0 7.2Z\" fill=\"{Palette.Of(order)}\"/></marker>";

    private bool IsWithin(SceneMessage message) =>
        _plan.Shows(message.At) || message.Deliveries.Exists(delivery => _plan.Shows(delivery.At));

    private void DrawSend(SvgText svg, SceneMessage message)
    {
        double x = _plan.X(message.At);
        double y = _plan.Y(message.Lane);
        svg.Titled(
            $"{message.Label}: {message.Order}, {message.Delivery}, delivered {message.Deliveries.Count} times",
            "circle",
            ("cx", x),
            ("cy", y),
            ("r", 3.4),
            ("fill", Palette.Of(message.Order)),
            ("stroke", Palette.Paper),
            ("stroke-width", 0.8)
        );
        if (Shown.Count > MostLabelled || x - _labelled.GetValueOrDefault(message.Lane) < message.Label.Length * 7)
            return;
        _labelled[message.Lane] = x;
        svg.Text(
            x - 3,
            y - 9,
            message.Label,
            ("font-size", 10),
            ("text-anchor", "end"),
            ("fill", Palette.Of(message.Order))
        );
    }

    private void DrawOwnDelivery(SvgText svg, SceneMessage message, TimeSpan at)
    {
        if (_plan.Shows(at))
            svg.Empty(
                "circle",
                ("cx", _plan.X(at)),
                ("cy", _plan.Y(message.Lane)),
                ("r", 3.0),
                ("fill", Palette.Paper),
                ("stroke", Palette.Of(message.Order)),
                ("stroke-width", 1.4)
            );
    }

    private void DrawArrow(SvgText svg, SceneMessage message, Lane lane, TimeSpan at)
    {
        if (!_plan.Shows(at))
            return;
        (double X, double Y) from = (_plan.FarX(message.At), _plan.Y(message.Lane));
        (double X, double Y) to = (_plan.X(at), _plan.Y(lane));
        if (from.X < Plan.Left)
        {
            // Sent before the window: the arrow comes in at its edge, on its way.
            double part = (Plan.Left - from.X) / (to.X - from.X);
            from = (Plan.Left, from.Y + (part * (to.Y - from.Y)));
        }
        DrawArrow(svg, from, to, message.Order, message.Delivery == Delivery.Stable);
    }
}

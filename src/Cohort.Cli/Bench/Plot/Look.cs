using Cohort.Simulation.Diagrams;

namespace Cohort.Cli.Bench.Plot;

/// <summary>How curves are told apart: by colour, by the shape of their dots, and bare sockets by dashes.</summary>
internal static class Look
{
    private static readonly string[] s_colors =
    [
        Palette.Total,
        Palette.Fault,
        Palette.Causal,
        Palette.Fifo,
        Palette.Changing,
        Palette.View,
    ];

    // Of radius 1 around the origin. As many that the same colour comes back with another shape.
    private static readonly string[] s_shapes =
    [
        "M-1 0A1 1 0 1 0 1 0A1 1 0 1 0 -1 0Z",
        "M-.9 -.9H.9V.9H-.9Z",
        "M0 -1.2L1.1 .8H-1.1Z",
        "M0 -1.3L1.3 0L0 1.3L-1.3 0Z",
        "M0 1.2L1.1 -.8H-1.1Z",
    ];

    /// <summary>The colour of a curve.</summary>
    public static string ColorOf(Curve curve) => s_colors[curve.Look % s_colors.Length];

    /// <summary>Its dashes.</summary>
    public static string DashesOf(Curve curve) => curve.IsFloor ? "5 4" : "none";

    /// <summary>Draws one of its dots.</summary>
    public static void DrawMark(SvgText svg, Curve curve, double x, double y) =>
        svg.Empty(
            "path",
            ("d", s_shapes[curve.Look % s_shapes.Length]),
            ("transform", $"translate({SvgText.Number(x)} {SvgText.Number(y)}) scale(3.6)"),
            ("fill", curve.IsFloor ? Palette.Paper : ColorOf(curve)),
            ("stroke", ColorOf(curve)),
            ("stroke-width", 0.4)
        );
}

using System.Globalization;

namespace Cohort.Simulation.Diagrams;

/// <summary>The time below the lanes, at round steps.</summary>
internal static class TimeAxis
{
    private const double FewestPixels = 80;

    public static void Draw(SvgText svg, Plan plan)
    {
        TimeSpan step = Step(plan);
        svg.Open("g", ("stroke", Palette.Faint), ("fill", Palette.Quiet), ("font-size", 11), ("text-anchor", "middle"));
        svg.Empty("line", ("x1", Plan.Left), ("y1", plan.Axis), ("x2", plan.Right), ("y2", plan.Axis));
        bool inSeconds = plan.To >= TimeSpan.FromSeconds(1);
        long first = (plan.From.Ticks + step.Ticks - 1) / step.Ticks;
        for (long at = first * step.Ticks; at <= plan.To.Ticks; at += step.Ticks)
        {
            double x = plan.X(TimeSpan.FromTicks(at));
            svg.Empty("line", ("x1", x), ("y1", plan.Axis), ("x2", x), ("y2", plan.Axis + 5));
            svg.Text(x, plan.Axis + 18, Show(TimeSpan.FromTicks(at), inSeconds), ("stroke", "none"));
        }
        svg.Close("g");
    }

    public static string Show(TimeSpan at) => Show(at, at >= TimeSpan.FromSeconds(1));

    private static string Show(TimeSpan at, bool inSeconds) =>
        inSeconds
            ? string.Create(CultureInfo.InvariantCulture, $"{at.TotalSeconds:0.####} s")
            : string.Create(CultureInfo.InvariantCulture, $"{at.TotalMilliseconds:0.##} ms");

    /// <summary>1, 2 or 5 of a power of ten, so that the numbers have room.</summary>
    private static TimeSpan Step(Plan plan)
    {
        double least = FewestPixels / (plan.Right - Plan.Left) * (plan.To - plan.From).TotalMilliseconds;
        double power = Math.Pow(10, Math.Floor(Math.Log10(Math.Max(least, 0.001))));
        double step = new[] { 1, 2, 5, 10 }.First(factor => factor * power >= least) * power;
        return TimeSpan.FromMilliseconds(step);
    }
}

using System.Globalization;
using Cohort.Cli.Bench.Report;
using Cohort.Cli.Output;

namespace Cohort.Cli.Bench.Plot;

/// <summary>Points along one thing that was varied; those that are alike in all else make a curve.</summary>
internal sealed class Sweep
{
    private readonly IReadOnlyList<BenchPoint> _points;
    private readonly Func<Setting, double> _across;
    private readonly Func<IEnumerable<double>, Axis> _axis;
    private readonly Func<Setting, string> _constant;

    private Sweep(
        IReadOnlyList<BenchPoint> points,
        Func<Setting, double> across,
        Func<IEnumerable<double>, Axis> axis,
        Func<Setting, string> constant
    )
    {
        _points = points;
        _across = across;
        _axis = axis;
        _constant = constant;
    }

    /// <summary>Along the sizes of messages.</summary>
    public static Sweep OverSizes(IReadOnlyList<BenchPoint> points) =>
        new(points, setting => setting.Size, Axis.Sizes, setting => $"{setting.Members} members");

    /// <summary>Along the numbers of members.</summary>
    public static Sweep OverMembers(IReadOnlyList<BenchPoint> points) =>
        new(points, setting => setting.Members, Axis.Members, setting => ByteCount.Show(setting.Size));

    /// <summary>A chart of these figures; null where none was measured.</summary>
    public Chart? Chart(string title, string unit, IReadOnlyList<Line> lines)
    {
        IReadOnlyList<(string Name, BenchPoint[] Points)> groups = Groups([
            .. _points.Where(point => lines.Any(line => DotOf(point, line.Figure) is not null)),
        ]);
        Curve[] curves = [.. Curves(groups, lines)];
        if (curves.Length == 0)
            return null;
        Dot[] all = [.. curves.SelectMany(curve => curve.Dots)];
        return new Chart(
            title,
            _axis(all.Select(dot => dot.X)),
            Axis.Amounts(unit, all.SelectMany(dot => (double[])[dot.Least, dot.Most])),
            curves
        );
    }

    // Where something was varied, what stands alone beside it says nothing.
    private IReadOnlyList<(string Name, BenchPoint[] Points)> Groups(IReadOnlyList<BenchPoint> points)
    {
        (string Name, BenchPoint[] Points)[] groups =
        [
            .. points
                .GroupBy(point => NameOf(point.Setting, points))
                .Select(group => (group.Key, group.OrderBy(point => _across(point.Setting)).ToArray())),
        ];
        int longest = groups.Select(group => LengthOf(group.Points)).DefaultIfEmpty().Max();
        return [.. groups.Where(group => longest == 1 || LengthOf(group.Points) > 1)];
    }

    private IEnumerable<Curve> Curves(
        IReadOnlyList<(string Name, BenchPoint[] Points)> groups,
        IReadOnlyList<Line> lines
    )
    {
        int look = 0;
        foreach ((string name, BenchPoint[] points) in groups)
        foreach (Line line in lines.Where(line => groups.Count == 1 || !line.IsDetail))
        {
            Dot[] dots = [.. points.Select(point => DotOf(point, line.Figure)).OfType<Dot>()];
            if (dots.Length == 0)
                continue;
            // What bare sockets do looks like what it is compared with, but for the dashes.
            int ofLine = line.IsFloor ? Math.Max(0, look - 1) : look++;
            yield return new Curve(Join(name, line.Name), ofLine, line.IsFloor, dots);
        }
    }

    // A logarithmic axis has no place for nothing.
    private Dot? DotOf(BenchPoint point, Figure figure) =>
        point[figure] is { } median && point.SpreadOf(figure) is var (least, most) && least > 0
            ? new Dot(_across(point.Setting), median, least, most)
            : null;

    private int LengthOf(IEnumerable<BenchPoint> points) =>
        points.Select(point => _across(point.Setting)).Distinct().Count();

    // Only what differs needs to be said.
    private string NameOf(Setting setting, IReadOnlyList<BenchPoint> points)
    {
        Func<Setting, string>[] parts =
        [
            one => one.Senders == one.Members ? "all send" : $"{one.Senders} of them send",
            one => string.Create(CultureInfo.InvariantCulture, $"{one.Outstanding:N0} under way"),
        ];
        return Join([
            _constant(setting),
            .. parts
                .Where(part => points.Select(point => part(point.Setting)).Distinct().Count() > 1)
                .Select(part => part(setting)),
        ]);
    }

    private static string Join(params IEnumerable<string> words) =>
        string.Join(", ", words.Where(word => word.Length > 0));
}

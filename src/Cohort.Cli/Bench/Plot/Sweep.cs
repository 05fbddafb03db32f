using System.Globalization;
using Cohort.Cli.Bench.Report;
using Cohort.Cli.Output;

namespace Cohort.Cli.Bench.Plot;

/// <summary>Points along one thing that was varied; those that are alike in all else make a curve.</summary>
internal sealed class Sweep
{
    private readonly Func<Setting, double> _across;
    private readonly Func<IEnumerable<double>, Axis> _axis;
    private readonly (string Name, BenchPoint[] Points)[] _groups;

    private Sweep(
        IReadOnlyList<BenchPoint> points,
        Func<Setting, double> across,
        Func<IEnumerable<double>, Axis> axis,
        Func<Setting, string> rest
    )
    {
        _across = across;
        _axis = axis;
        (string Name, BenchPoint[] Points)[] groups =
        [
            .. points
                .GroupBy(point => rest(point.Setting))
                .Select(group => (group.Key, group.OrderBy(point => across(point.Setting)).ToArray())),
        ];
        // Where something was varied, what stands alone beside it says nothing.
        int longest = groups.Max(group => LengthOf(group.Points));
        _groups = [.. groups.Where(group => longest == 1 || LengthOf(group.Points) > 1)];
    }

    /// <summary>Along the sizes of messages.</summary>
    public static Sweep OverSizes(IReadOnlyList<BenchPoint> points) =>
        new(
            points,
            setting => setting.Size,
            Axis.Sizes,
            setting => Join($"{setting.Members} members", SendersOf(setting, points), OutstandingOf(setting, points))
        );

    /// <summary>Along the numbers of members.</summary>
    public static Sweep OverMembers(IReadOnlyList<BenchPoint> points) =>
        new(
            points,
            setting => setting.Members,
            Axis.Members,
            setting => Join(ByteCount.Show(setting.Size), SendersOf(setting, points), OutstandingOf(setting, points))
        );

    /// <summary>A chart of these figures; null where none was measured.</summary>
    public Chart? Chart(string title, string unit, IReadOnlyList<Line> lines)
    {
        var curves = new List<Curve>();
        int look = 0;
        foreach ((string name, BenchPoint[] points) in _groups)
        foreach (Line line in lines.Where(line => _groups.Length == 1 || !line.IsDetail))
        {
            Dot[] dots = [.. points.Select(point => DotOf(point, line.Figure)).OfType<Dot>()];
            if (dots.Length == 0)
                continue;
            // What bare sockets do looks like what it is compared with, but for the dashes.
            curves.Add(
                new Curve(Join(name, line.Name), line.IsFloor ? Math.Max(0, look - 1) : look, line.IsFloor, dots)
            );
            if (!line.IsFloor)
                look++;
        }
        if (curves.Count == 0)
            return null;
        Dot[] all = [.. curves.SelectMany(curve => curve.Dots)];
        return new Chart(
            title,
            _axis(all.Select(dot => dot.X)),
            Axis.Amounts(unit, all.SelectMany(dot => (double[])[dot.Least, dot.Most])),
            curves
        );
    }

    // A logarithmic axis has no place for nothing.
    private Dot? DotOf(BenchPoint point, Figure figure) =>
        point[figure] is { } median && point.SpreadOf(figure) is var (least, most) && least > 0
            ? new Dot(_across(point.Setting), median, least, most)
            : null;

    private int LengthOf(IEnumerable<BenchPoint> points) =>
        points.Select(point => _across(point.Setting)).Distinct().Count();

    // Only what differs needs to be said.
    private static string SendersOf(Setting setting, IReadOnlyList<BenchPoint> points) =>
        points.Select(point => Senders(point.Setting)).Distinct().Count() == 1 ? "" : Senders(setting);

    private static string Senders(Setting setting) =>
        setting.Senders == setting.Members ? "all send" : $"{setting.Senders} of them send";

    private static string OutstandingOf(Setting setting, IReadOnlyList<BenchPoint> points) =>
        points
            .Where(point => point.Setting.Mode == setting.Mode)
            .Select(point => point.Setting.Outstanding)
            .Distinct()
            .Count() == 1
            ? ""
            : string.Create(CultureInfo.InvariantCulture, $"{setting.Outstanding:N0} under way");

    private static string Join(params IEnumerable<string> words) =>
        string.Join(", ", words.Where(word => word.Length > 0));
}

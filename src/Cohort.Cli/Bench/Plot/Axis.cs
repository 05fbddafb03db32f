using System.Globalization;
using Cohort.Cli.Output;

namespace Cohort.Cli.Bench.Plot;

/// <summary>A mark on an axis.</summary>
internal readonly record struct Tick(double Value, string Label);

/// <summary>An axis: where a value stands on it, and its marks.</summary>
internal sealed class Axis
{
    private readonly Func<double, double> _scale;
    private readonly double _from;
    private readonly double _to;

    private Axis(string title, Func<double, double> scale, double from, double to, IReadOnlyList<Tick> ticks)
    {
        Title = title;
        _scale = scale;
        _from = scale(from);
        _to = scale(to);
        Ticks = ticks;
    }

    /// <summary>What it counts, and in which unit.</summary>
    public string Title { get; }

    /// <summary>Its marks, smallest first.</summary>
    public IReadOnlyList<Tick> Ticks { get; }

    /// <summary>Sizes in bytes, logarithmic, with a mark at each.</summary>
    public static Axis Sizes(IEnumerable<double> sizes)
    {
        double[] sorted = [.. sizes.Distinct().Order()];
        (double from, double to) = sorted.Length > 1 ? (sorted[0], sorted[^1]) : (sorted[0] / 2, sorted[0] * 2);
        return new Axis(
            "size of a message (logarithmic)",
            Math.Log,
            from,
            to,
            [.. sorted.Select(size => new Tick(size, ByteCount.Show(size)))]
        );
    }

    /// <summary>Numbers of members, with a mark at each.</summary>
    public static Axis Members(IEnumerable<double> members)
    {
        double[] sorted = [.. members.Distinct().Order()];
        (double from, double to) = sorted.Length > 1 ? (sorted[0], sorted[^1]) : (sorted[0] - 1, sorted[0] + 1);
        return new Axis(
            "members",
            value => value,
            from,
            to,
            [.. sorted.Select(count => new Tick(count, count.ToString(CultureInfo.InvariantCulture)))]
        );
    }

    /// <summary>Positive amounts, logarithmic, with marks at 1, 2 and 5 of the powers of ten, or at these
    /// alone.</summary>
    public static Axis Amounts(string title, IEnumerable<double> amounts)
    {
        double[] all = [.. amounts];
        (double least, double most) = (all.Min(), all.Max());
        int[] steps = most / least > 300 ? [1] : [1, 2, 5];
        var ticks = new List<Tick>();
        // From the last mark below everything to the first above it.
        for (double power = Math.Pow(10, Math.Floor(Math.Log10(least))); ; power *= 10)
            foreach (int step in steps)
            {
                double value = step * power;
                if (value <= least * 1.000001)
                    ticks.Clear();
                ticks.Add(new Tick(value, ShowAmount(value)));
                if (ticks.Count > 1 && value >= most)
                    return new Axis($"{title} (logarithmic)", Math.Log10, ticks[0].Value, value, ticks);
            }
    }

    /// <summary>Where a value stands: 0 at the beginning of the axis, 1 at its end.</summary>
    public double PlaceOf(double value) => (_scale(value) - _from) / (_to - _from);

    private static string ShowAmount(double value) =>
        value switch
        {
            >= 1e6 => Show(value / 1e6, " M"),
            >= 1e4 => Show(value / 1e3, " k"),
            _ => Show(value, ""),
        };

    private static string Show(double value, string unit) =>
        string.Create(CultureInfo.InvariantCulture, $"{value:#,##0.######}{unit}");
}

namespace Cohort.Cli.Bench.Report;

/// <summary>A setting, and what all its repetitions have measured.</summary>
internal sealed record BenchPoint(Setting Setting, IReadOnlyList<Figures> Repetitions)
{
    /// <summary>A figure of all repetitions together; null where none has measured it.</summary>
    public double? this[Figure figure] => Values(figure) is { Length: > 0 } values ? figure.Summarize(values) : null;

    /// <summary>The smallest and the largest of the repetitions; null where none has measured the figure.</summary>
    public (double Least, double Most)? SpreadOf(Figure figure) =>
        Values(figure) is { Length: > 0 } values ? (values.Min(), values.Max()) : null;

    private double[] Values(Figure figure) => [.. Repetitions.Select(figures => figures[figure]).OfType<double>()];
}

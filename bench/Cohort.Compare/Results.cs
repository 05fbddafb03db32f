using Cohort.Cli.Bench.Report;

namespace Cohort.Compare;

/// <summary>A figure over several repetitions.</summary>
internal readonly record struct Spread(double Median, double Least, double Most);

/// <summary>All that was measured, and why the rest was not.</summary>
internal sealed class Results
{
    private readonly Dictionary<(Contender, Point), List<Sample>> _samples = [];
    private readonly Dictionary<(Contender, Workload), string> _failures = [];

    /// <summary>Whether there is anything to tell.</summary>
    public bool HasAny => _samples.Count > 0;

    /// <summary>What was measured, in the order in which it first was.</summary>
    public IEnumerable<(Contender Contender, Point Point)> Measured => _samples.Keys;

    /// <summary>What was asked for and not measured to its end, in words.</summary>
    public IEnumerable<string> Failures =>
        _failures.Select(entry => $"{entry.Key.Item1.Title()}, {Word(entry.Key.Item2)}: {entry.Value}").Distinct();

    /// <summary>Adds what one measurement came to.</summary>
    public void Add(Contender contender, Point point, Sample sample)
    {
        if (!_samples.TryGetValue((contender, point), out List<Sample>? samples))
            _samples[(contender, point)] = samples = [];
        samples.Add(sample);
    }

    /// <summary>Says why a system is measured no further in a workload.</summary>
    public void Fail(Contender contender, Workload workload, string reason) =>
        _failures.TryAdd((contender, workload), reason);

    /// <summary>Why a system was not measured; null where nothing went wrong.</summary>
    public string? FailureOf(Contender contender, Workload workload) =>
        _failures.GetValueOrDefault((contender, workload));

    /// <summary>One figure of a system at a point; null where it was not measured.</summary>
    public Spread? Of(Contender contender, Point point, Func<Sample, double?> figure)
    {
        if (!_samples.TryGetValue((contender, point), out List<Sample>? samples))
            return null;
        double[] values = [.. samples.Select(figure).OfType<double>()];
        return values.Length == 0 ? null : new Spread(Statistics.Median(values), values.Min(), values.Max());
    }

    /// <summary>A workload in words.</summary>
    public static string Word(Workload workload) =>
        workload == Workload.DurableWrites ? "durable writes" : workload.ToString().ToLowerInvariant();
}

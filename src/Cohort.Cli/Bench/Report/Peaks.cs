namespace Cohort.Cli.Bench.Report;

/// <summary>The highest throughput so far of settings that differ in nothing but the number of clients.</summary>
internal sealed class Peaks
{
    private readonly Dictionary<Setting, double[]> _highest = [];

    /// <summary>Compares every repetition of a setting with the highest of that repetition, itself included.</summary>
    public void Compare(BenchPoint point)
    {
        Setting alike = point.Setting with { Outstanding = 0 };
        if (!_highest.TryGetValue(alike, out double[]? highest))
            _highest.Add(alike, highest = new double[point.Repetitions.Count]);
        for (int repetition = 0; repetition < highest.Length; repetition++)
        {
            Figures figures = point.Repetitions[repetition];
            highest[repetition] = Math.Max(highest[repetition], figures[Figure.MessagesPerSecond] ?? 0);
            figures[Figure.PeakMessagesPerSecond] = highest[repetition];
            figures.Divide(Figure.RatioToPeak, Figure.MessagesPerSecond, Figure.PeakMessagesPerSecond);
        }
    }
}

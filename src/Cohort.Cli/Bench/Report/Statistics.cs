namespace Cohort.Cli.Bench.Report;

/// <summary>What many values come to.</summary>
internal static class Statistics
{
    /// <summary>The middle value; of an even number the mean of the two in the middle.</summary>
    public static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        if (sorted.Length == 0)
            throw new ArgumentException("No values have no median.", nameof(values));
        int middle = sorted.Length / 2;
        return sorted.Length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    /// <summary>The value that this share of all does not exceed.</summary>
    /// <param name="sorted">The values, smallest first; at least one.</param>
    /// <param name="share">Above 0, at most 1.</param>
    public static double Percentile(ReadOnlySpan<double> sorted, double share) =>
        sorted[Math.Max(0, (int)Math.Ceiling(share * sorted.Length) - 1)];
}

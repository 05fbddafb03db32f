using Cohort.Cli.Bench.Report;

namespace Cohort.Cli.Bench.Plot;

internal static class BenchPlot
{
    public static string Draw(IReadOnlyList<BenchPoint> points) => "";
}

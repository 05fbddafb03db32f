using System.Text;

namespace Cohort.Compare.Report;

/// <summary>The tables of replicated writes that are answered when they are on disks.</summary>
internal static class DurableTable
{
    /// <summary>The systems, in the order of the rows.</summary>
    public static IReadOnlyList<Contender> Rows { get; } =
    [Contender.CohortDurable, Contender.RedisSynced, Contender.Etcd];

    /// <summary>Writes the one for a number of clients: a row for each system, four columns for each size.</summary>
    public static void Write(StringBuilder text, Results results, int clients)
    {
        Point[] points = [.. Plan.DurableWrites.Where(point => point.Clients == clients)];
        text.Append(clients == 1 ? "| 1 client " : $"| {clients} clients ");
        foreach (Point point in points)
            text.Append($"| {Words.Size(point.Size)}: writes/s | Cohort ÷ it | p99 µs | Cohort ÷ it ");
        text.Append($"|\n|---{string.Concat(points.Select(_ => "|---|---|---|---"))}|\n");
        foreach (Contender contender in Rows)
        {
            text.Append($"| {contender.Title()} ");
            foreach (Point point in points)
            {
                text.Append(Cells(results, contender, point, sample => sample.PerSecond));
                text.Append(Cells(results, contender, point, sample => sample.P99Us));
            }
            text.Append("|\n");
        }
        text.Append('\n');
    }

    private static string Cells(Results results, Contender contender, Point point, Func<Sample, double?> figure)
    {
        Spread? theirs = results.Of(contender, point, figure);
        Spread? ours = results.Of(Contender.CohortDurable, point, figure);
        return $"| {Words.Of(theirs)} | {(contender == Contender.CohortDurable ? "" : Words.Ratio(ours, theirs))} ";
    }
}

using System.Text;

namespace Cohort.Compare.Report;

/// <summary>The tables of replicated writes.</summary>
internal static class WritesTable
{
    /// <summary>The systems, in the order of the rows.</summary>
    public static IReadOnlyList<Contender> Rows { get; } =
    [Contender.Cohort, Contender.RedisMemory, Contender.RedisSynced, Contender.Etcd];

    /// <summary>Writes the one for a number of clients: a row for each system, three columns for each size.</summary>
    public static void Write(StringBuilder text, Results results, int clients)
    {
        Point[] points = [.. Plan.Writes.Where(point => point.Clients == clients)];
        text.Append(clients == 1 ? "| 1 client " : $"| {clients} clients ");
        foreach (Point point in points)
            text.Append($"| {Words.Size(point.Size)}: writes/s | p50 µs | Cohort ÷ it ");
        text.Append($"|\n|---{string.Concat(points.Select(_ => "|---|---|---"))}|\n");
        foreach (Contender contender in Rows)
        {
            text.Append($"| {contender.Title()} ");
            foreach (Point point in points)
                text.Append(Cells(results, contender, point));
            text.Append("|\n");
        }
        text.Append('\n');
    }

    private static string Cells(Results results, Contender contender, Point point)
    {
        Spread? rate = results.Of(contender, point, sample => sample.PerSecond);
        Spread? median = results.Of(contender, point, sample => sample.P50Us);
        Spread? ours = results.Of(Contender.Cohort, point, sample => sample.PerSecond);
        string ratio = contender == Contender.Cohort ? "" : Words.Ratio(ours, rate);
        return $"| {Words.Of(rate)} | {Words.Of(median)} | {ratio} ";
    }
}

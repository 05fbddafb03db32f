using System.Text;

namespace Cohort.Compare.Report;

/// <summary>The table of replicated writes.</summary>
internal static class WritesTable
{
    private static readonly Contender[] s_rows =
    [
        Contender.Cohort,
        Contender.RedisMemory,
        Contender.RedisSynced,
        Contender.Etcd,
    ];

    /// <summary>Writes it: a row for each system, two columns for each point, and of many clients the ratio.</summary>
    public static void Write(StringBuilder text, Results results)
    {
        text.Append("| ");
        foreach (Point point in Plan.Writes)
            text.Append($"| {Clients(point)}, {Words.Size(point.Size)}: writes/s | p50 µs ");
        text.Append("|\n|---");
        foreach (Point _ in Plan.Writes)
            text.Append("|---|---");
        text.Append("|\n");
        foreach (Contender contender in s_rows)
        {
            text.Append($"| {contender.Title()} ");
            foreach (Point point in Plan.Writes)
            {
                Spread? rate = results.Of(contender, point, sample => sample.PerSecond);
                Spread? median = results.Of(contender, point, sample => sample.P50Us);
                text.Append($"| {Words.Of(rate)}{Ratio(contender, point, rate)} | {Words.Of(median)} ");
            }
            text.Append("|\n");
        }

        // How much more Cohort does.
        string Ratio(Contender contender, Point point, Spread? rate)
        {
            Spread? ours = results.Of(Contender.Cohort, point, sample => sample.PerSecond);
            string ratio = Words.Ratio(ours, rate);
            return contender == Contender.Cohort || ratio == Words.None ? "" : $"; Cohort {ratio} ×";
        }
    }

    private static string Clients(Point point) => point.Clients == 1 ? "1 client" : $"{point.Clients} clients";
}

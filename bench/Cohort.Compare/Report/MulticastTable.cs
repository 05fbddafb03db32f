using System.Text;

namespace Cohort.Compare.Report;

/// <summary>The tables of totally ordered multicast.</summary>
internal static class MulticastTable
{
    /// <summary>Messages a second.</summary>
    public static void Throughput(StringBuilder text, Results results)
    {
        text.Append("| message | Cohort: messages/s | MB/s | Corosync: messages/s | MB/s | Cohort ÷ Corosync |\n");
        text.Append("|---|---|---|---|---|---|\n");
        foreach (int size in Plan.MessageSizes)
        {
            Spread? ours = Of(Contender.Cohort, size);
            Spread? theirs = Of(Contender.Corosync, size);
            text.Append(
                $"| {Words.Size(size)} | {Words.Of(ours)} | {Megabytes(ours, size)} | {Words.Of(theirs)} "
                    + $"| {Megabytes(theirs, size)} | {Words.Ratio(ours, theirs)} |\n"
            );
        }
        text.Append('\n');

        Spread? Of(Contender contender, int size) =>
            results.Of(contender, new Point(Workload.Throughput, size), sample => sample.PerSecond);
    }

    /// <summary>Microseconds.</summary>
    public static void Latency(StringBuilder text, Results results)
    {
        text.Append("| message | Cohort: p50 µs | p99 µs | Corosync: p50 µs | p99 µs | p50, Cohort ÷ Corosync |\n");
        text.Append("|---|---|---|---|---|---|\n");
        foreach (int size in Plan.MessageSizes)
        {
            var point = new Point(Workload.Latency, size);
            Spread? ours = results.Of(Contender.Cohort, point, sample => sample.P50Us);
            Spread? theirs = results.Of(Contender.Corosync, point, sample => sample.P50Us);
            Spread? oursP99 = results.Of(Contender.Cohort, point, sample => sample.P99Us);
            Spread? theirsP99 = results.Of(Contender.Corosync, point, sample => sample.P99Us);
            text.Append(
                $"| {Words.Size(size)} | {Words.Of(ours)} | {Words.Of(oursP99)} | {Words.Of(theirs)} "
                    + $"| {Words.Of(theirsP99)} | {Words.Ratio(ours, theirs)} |\n"
            );
        }
        text.Append('\n');
    }

    private static string Megabytes(Spread? perSecond, int size) =>
        perSecond is { } known ? Words.Number(known.Median * size / 1e6) : Words.None;
}

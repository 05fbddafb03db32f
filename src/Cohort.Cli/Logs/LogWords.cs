using System.Globalization;

namespace Cohort.Cli.Logs;

/// <summary>What is in a data folder, in words.</summary>
internal static class LogWords
{
    /// <summary>A line for each thing.</summary>
    public static IEnumerable<string> Of(LogReport report)
    {
        yield return report.Cluster is null
            ? $"folder     {report.Folder}"
            : $"folder     {report.Folder}, of node '{report.Node}' in cluster '{report.Cluster}'";
        yield return $"log        {report.Log?.ToString() ?? "not begun"}";
        yield return $"files      {Counted(report.Files, "file")}, {Bytes(report.FileBytes)}";
        string range = report.First is null ? "" : Number($", numbers {report.First} to {report.Last}");
        yield return $"records    {Counted(report.Records, "record")} and {Counted(report.Marks, "mark")}, {Bytes(report.RecordBytes)}{range}";
        if (report.TornBytes > 0)
            yield return $"torn tail  {Bytes(report.TornBytes)} at byte {report.TornAt} of {report.TornFile}: written in part when "
                + "the writer died, or being written now; nobody was told of it, and the next start cuts it off";
        if (report.InUseBy is { } user)
            yield return $"in use     by {user}: what is written while this reads may be missing here";
    }

    /// <summary>A number of bytes, to the last.</summary>
    public static string Bytes(long bytes) => Number($"{bytes:#,##0} B");

    private static string Counted(long count, string what) => Number($"{count:#,##0} {what}{(count == 1 ? "" : "s")}");

    private static string Number(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}

using System.Text;
using Cohort.Storage.Logs;

namespace Cohort.Tests.Storage;

/// <summary>A log of texts on a disk that is not there.</summary>
internal static class MemoryLog
{
    /// <summary>Files of a few records.</summary>
    public static readonly LogOptions Small = new() { SegmentBytes = SegmentHeader.RecordsAt + 400 };

    /// <summary>Opens a log, and tells what is in it.</summary>
    public static LogWriter Open(MemoryDisk disk, out List<string> there, LogOptions? options = null)
    {
        List<string> found = there = [];
        return LogWriter.Open(
            disk,
            options ?? new LogOptions { SegmentBytes = 1 << 16 },
            new Guid(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11),
            (_, content) => found.Add(Encoding.UTF8.GetString(content))
        );
    }

    /// <summary>What a log has.</summary>
    public static List<string> Read(MemoryDisk disk)
    {
        List<string> there = [];
        LogReader.Read(disk, (_, content) => there.Add(Encoding.UTF8.GetString(content)));
        return there;
    }

    /// <summary>Its files, without what else is in the folder.</summary>
    public static string[] FilesOf(MemoryDisk disk) =>
        [.. disk.List().Where(name => SegmentHeader.FirstOf(name) is not null)];

    /// <summary>Appends texts; their numbers.</summary>
    public static int[] Append(LogWriter log, params string[] records) =>
        [.. records.Select(record => (int)log.Append(Encoding.UTF8.GetBytes(record)))];
}

using System.Text;
using Cohort.Storage.Folders;
using Cohort.Storage.Logs;

namespace Cohort.Cli.Tests.Logs;

/// <summary>A data folder of a node that does not run, and what was put in it.</summary>
internal sealed class DataFolders : IDisposable
{
    private static readonly LogOptions s_options = new() { SegmentBytes = SegmentHeader.RecordsAt + 200 };

    private readonly string _above = Directory.CreateTempSubdirectory("cohort-log").FullName;

    /// <summary>The folder.</summary>
    public string Path => System.IO.Path.Combine(_above, "a");

    /// <summary>One that is not there.</summary>
    public string Missing => System.IO.Path.Combine(_above, "b");

    /// <summary>The files of the log, in their order.</summary>
    public string[] Files => [.. Directory.GetFiles(Path, "*.log").Order(StringComparer.Ordinal)];

    /// <summary>Opens the folder as a node does.</summary>
    public DataFolder Open() => DataFolder.Open(Path, "shop", "a");

    /// <summary>Writes records, each on the disk before the next, and a mark behind them.</summary>
    public void Write(params string[] records)
    {
        using DataFolder folder = Open();
        using LogWriter log = folder.OpenLog(s_options, (_, _) => { });
        foreach (string record in records)
        {
            log.Append(Encoding.UTF8.GetBytes(record));
            log.Commit();
        }
        log.Settle();
    }

    /// <summary>Has it drop what is before a record.</summary>
    public void Drop(ulong before)
    {
        using DataFolder folder = Open();
        using LogWriter log = folder.OpenLog(s_options, (_, _) => { });
        log.Drop(before);
    }

    /// <summary>Turns a bit over.</summary>
    public static void Spoil(string file, int at)
    {
        byte[] bytes = File.ReadAllBytes(file);
        bytes[at] ^= 1;
        File.WriteAllBytes(file, bytes);
    }

    public void Dispose() => Directory.Delete(_above, recursive: true);
}

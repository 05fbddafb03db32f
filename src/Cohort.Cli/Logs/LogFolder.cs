using Cohort.Storage.Disks;
using Cohort.Storage.Folders;
using Cohort.Storage.Logs;

namespace Cohort.Cli.Logs;

/// <summary>A data folder that is only read, whoever uses it meanwhile.</summary>
internal sealed class LogFolder
{
    private LogFolder(string path) => Disk = new FolderDisk(path, FileAccess.Read);

    /// <summary>What is in it.</summary>
    public IDisk Disk { get; }

    /// <summary>Whose it is; null where that cannot be told.</summary>
    public FolderIdentity? Identity { get; private init; }

    /// <summary>Why it cannot be told whose it is; null where it can, or nobody has said.</summary>
    public DataFolderException? Unidentified { get; private init; }

    /// <summary>Who uses it just now; null where nobody does.</summary>
    public string? InUseBy { get; private init; }

    /// <summary>Opens a folder.</summary>
    /// <exception cref="DataFolderException">It is not there, or none that a node has kept its data in, or a newer version has written
    /// it.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static LogFolder Open(string path)
    {
        if (!Directory.Exists(path))
            throw File.Exists(path)
                ? NoLog(path, "is a file, and no folder")
                : new DataFolderException(
                    path,
                    DataFolderProblem.Missing,
                    "is not there",
                    "Name the folder that the node keeps its data in"
                );
        var disk = new FolderDisk(path, FileAccess.Read);
        IReadOnlyList<string> names = disk.List();
        FolderIdentity? identity = null;
        DataFolderException? unidentified = null;
        try
        {
            identity = FolderIdentity.Read(disk);
        }
        catch (DataFolderException e) when (e.Problem == DataFolderProblem.DamagedIdentity)
        {
            // What else is there can be looked at all the same.
            unidentified = e;
        }
        if (identity is null && !names.Any(name => SegmentHeader.FirstOf(name) is not null))
            throw unidentified
                ?? NoLog(path, $"has no log: no file such as {new SegmentHeader(default, 0, 1, 0).FileName}");
        return new LogFolder(path)
        {
            Identity = identity,
            Unidentified = unidentified,
            InUseBy = FolderLock.IsTaken(path) ? FolderLock.OwnerOf(path) : null,
        };
    }

    private static DataFolderException NoLog(string path, string what) =>
        new(path, DataFolderProblem.NoLog, what, "Name the folder that the node keeps its data in");
}

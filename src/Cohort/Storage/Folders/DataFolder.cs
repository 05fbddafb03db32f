using Cohort.Storage.Disks;
using Cohort.Storage.Logs;

namespace Cohort.Storage.Folders;

/// <summary>The folder that a node keeps its data in: one node's of one cluster, and one process's at a time.</summary>
internal sealed class DataFolder : IDisposable
{
    private readonly FolderLock _lock;

    private DataFolder(FolderLock taken, IDisk disk, FolderIdentity identity) =>
        (_lock, Disk, Identity) = (taken, disk, identity);

    /// <summary>What is in it.</summary>
    public IDisk Disk { get; }

    /// <summary>Whose it is.</summary>
    public FolderIdentity Identity { get; }

    /// <summary>Opens a folder, and creates it where there is none.</summary>
    /// <param name="path">Its path.</param>
    /// <param name="cluster">The name of the cluster.</param>
    /// <param name="node">What the node is called in the cluster, now and whenever it is started again.</param>
    /// <exception cref="DataFolderException">It cannot be used, and why.</exception>
    public static DataFolder Open(string path, string cluster, string node)
    {
        path = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
        Create(path);
        FolderLock taken = FolderLock.Take(path);
        try
        {
            var disk = new FolderDisk(path);
            return new DataFolder(taken, disk, FolderIdentity.Claim(disk, cluster, node));
        }
        catch (IOException e)
        {
            taken.Dispose();
            throw FolderFailure.Of(path, e, DataFolderProblem.ReadOnly);
        }
        catch
        {
            taken.Dispose();
            throw;
        }
    }

    /// <summary>Opens the log in it, as <see cref="LogWriter.Open"/> does.</summary>
    /// <exception cref="DataFolderException">The log was begun in another folder, or by a newer version.</exception>
    /// <exception cref="DamagedLogException">Something that was acknowledged cannot be read.</exception>
    /// <exception cref="DiskFailedException">The disk has failed.</exception>
    public LogWriter OpenLog(LogOptions options, LogVisitor visit)
    {
        LogWriter log = LogWriter.Open(Disk, options, Identity.Log, visit);
        if (log.Log == Identity.Log)
            return log;
        log.Dispose();
        throw ForeignLog(Disk, log.Log, Identity);
    }

    public void Dispose() => _lock.Dispose();

    /// <summary>The error for a log that was begun in another folder.</summary>
    public static DataFolderException ForeignLog(IDisk disk, Guid log, FolderIdentity identity) =>
        new(
            disk.Name,
            DataFolderProblem.DamagedIdentity,
            $"has log {log}, and its file '{FolderIdentity.FileName}' names {identity.Log}: files of two folders were mixed",
            $"Put all of it back from one backup; or {DataFolderException.AnEmptyOne}"
        );

    // What is created is to be there after a power failure: each name is in the folder above.
    private static void Create(string path)
    {
        try
        {
            var created = new Stack<string>();
            for (string? above = path; above is not null && !Directory.Exists(above); )
            {
                above = Path.GetDirectoryName(above);
                if (above is not null)
                    created.Push(above);
            }
            Directory.CreateDirectory(path);
            foreach (string above in created)
                FolderSync.Sync(above);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw FolderFailure.Of(path, e, DataFolderProblem.CannotBeCreated);
        }
    }
}

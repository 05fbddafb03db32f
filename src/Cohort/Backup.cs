using Cohort.Storage.Backups;

namespace Cohort;

/// <summary>The files of backups, which <see cref="CohortClient.BackUpAsync"/> has written. All of these read and write files, and return when
/// that is done.</summary>
public static class Backup
{
    /// <summary>Reads the file of a backup to its end, and proves it: it is what was written.</summary>
    /// <param name="path">The file.</param>
    /// <param name="progress">Hears how many bytes of the state are proved; null for nobody.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>What it is of.</returns>
    /// <exception cref="DamagedBackupException">It is not what was written.</exception>
    /// <exception cref="BackupException">It cannot be read, or a newer version has written it.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public static BackupInfo Verify(
        string path,
        IProgress<long>? progress = null,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        long bytes = 0;
        (BackupFile file, long stateBytes) = BackupFile.Read(
            path,
            piece =>
            {
                cancellationToken.ThrowIfCancellationRequested();
                progress?.Report(bytes += piece.Length);
            }
        );
        return file.Describe(stateBytes);
    }

    /// <summary>
    /// Makes a data folder out of backups, for one node of a new cluster. When the seeds of that cluster start, this node with the folder and the others
    /// with empty ones, and this node joins the groups, they go on from the backups: with <see cref="GroupOptions.Durability"/> of
    /// <see cref="Durability.Log"/>, and otherwise as before. The cluster may have any size. Nothing is there before all of it is.
    /// </summary>
    /// <param name="paths">The files: one at least, and one of each group.</param>
    /// <param name="folder">The folder: empty, or not there yet.</param>
    /// <param name="cluster">The new cluster's name.</param>
    /// <param name="node">The name of the node, which is one of the seeds (<see cref="NodeOptions.Seeds"/>).</param>
    /// <param name="progress">Hears how many bytes were written; null for nobody.</param>
    /// <param name="cancellationToken">Ends it; nothing is left behind.</param>
    /// <returns>What was restored.</returns>
    /// <exception cref="DamagedBackupException">A file is not what was written.</exception>
    /// <exception cref="BackupException">A file cannot be read, or two are of one group.</exception>
    /// <exception cref="DataFolderException">The folder is not empty, or cannot be written to.</exception>
    /// <exception cref="DiskFailedException">The disk under the folder has failed.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public static IReadOnlyList<BackupInfo> Restore(
        IReadOnlyList<string> paths,
        string folder,
        string cluster,
        string node,
        IProgress<long>? progress = null,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(paths);
        ArgumentException.ThrowIfNullOrEmpty(folder);
        ArgumentException.ThrowIfNullOrEmpty(cluster);
        ArgumentException.ThrowIfNullOrEmpty(node);
        return new Restoration(cluster, node, progress, cancellationToken).Run(paths, folder);
    }
}

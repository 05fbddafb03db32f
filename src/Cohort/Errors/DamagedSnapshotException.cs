namespace Cohort;

/// <summary>
/// A snapshot on a disk is not what was written: it cannot be read, and the log before it is not there any more. Nothing of it is used.
/// </summary>
public sealed class DamagedSnapshotException : CohortException
{
    internal DamagedSnapshotException(string folder, string file, long offset, string what)
        : base(
            $"A snapshot in '{folder}' is damaged: {file}, at byte {offset}: {what}. Put the folder back from a backup; or "
                + $"{DataFolderException.AnEmptyOne}."
        ) => (Folder, File, Offset, What) = (folder, file, offset, what);

    /// <summary>The folder that the snapshot is in.</summary>
    public string Folder { get; }

    /// <summary>The name of the file.</summary>
    public string File { get; }

    /// <summary>The place in the file, in bytes.</summary>
    public long Offset { get; }

    /// <summary>What is wrong there.</summary>
    internal string What { get; }
}

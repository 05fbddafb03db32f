namespace Cohort;

/// <summary>The file of a backup is not what was written. Nothing of it is used.</summary>
public sealed class DamagedBackupException : BackupException
{
    internal DamagedBackupException(string file, long offset, string what, Exception? cause = null)
        : base(
            $"The backup '{file}' is damaged, at byte {offset}: {what}. Take another copy of it, or an older backup; where the group still "
                + "runs, take a new one.",
            cause
        ) => (File, Offset) = (file, offset);

    /// <summary>The path of the file.</summary>
    public string File { get; }

    /// <summary>The place in the file, in bytes.</summary>
    public long Offset { get; }
}

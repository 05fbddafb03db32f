namespace Cohort;

/// <summary>
/// A log on a disk has lost something that was acknowledged: a record cannot be read, and what follows it says that it was there. What
/// is behind the place cannot be trusted any more, and so nothing of the log is used.
/// </summary>
public sealed class DamagedLogException : CohortException
{
    internal DamagedLogException(string folder, string file, long offset, string what)
        : base(
            $"The log in '{folder}' is damaged: {file}, at byte {offset}: {what}. Put the folder back from a backup; or move it away, "
                + "and start the node with an empty one, which gets everything from the other members."
        ) => (Folder, File, Offset) = (folder, file, offset);

    /// <summary>The folder that the log is in.</summary>
    public string Folder { get; }

    /// <summary>The name of the file.</summary>
    public string File { get; }

    /// <summary>The place in the file, in bytes.</summary>
    public long Offset { get; }
}

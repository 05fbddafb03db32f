namespace Cohort;

/// <summary>
/// A disk has failed to keep what was written to it. Whether it has kept what was written just before nobody can tell, and so nothing is
/// written to it any more.
/// </summary>
public sealed class DiskFailedException : CohortException
{
    internal DiskFailedException(string folder, Exception cause)
        : base(
            $"The disk under '{folder}' has failed: {cause.Message} What was not acknowledged before may be lost here. Free space or "
                + "replace the disk, and start the node anew.",
            cause
        ) => Folder = folder;

    /// <summary>The folder that was written to.</summary>
    public string Folder { get; }
}

namespace Cohort.Storage.Folders;

/// <summary>What the system says when a folder cannot be used, told as what it is to whoever runs the node.</summary>
internal static class FolderFailure
{
    // The numbers of Linux, macOS and Windows.
    private static readonly int[] s_full = [28, 122, 69, unchecked((int)0x80070070), unchecked((int)0x80070027)];
    private static readonly int[] s_inUse = [11, 35, unchecked((int)0x80070020), unchecked((int)0x80070021)];

    /// <summary>Whether somebody else has the file open who shares it with nobody.</summary>
    public static bool IsInUse(IOException failure) => Is(failure, s_inUse);

    /// <summary>The error for a failure of the system.</summary>
    /// <param name="folder">The path of the folder.</param>
    /// <param name="failure">What the system has said.</param>
    /// <param name="otherwise">What it is where the system does not say more.</param>
    public static DataFolderException Of(string folder, Exception failure, DataFolderProblem otherwise)
    {
        DataFolderProblem problem = Is(failure, s_full) ? DataFolderProblem.Full : otherwise;
        (string what, string remedy) = problem switch
        {
            DataFolderProblem.Full => ("has no room left", "Free space on its disk, or give the node another folder"),
            DataFolderProblem.ReadOnly => (
                "cannot be written to",
                "Let the user that the node runs as write to it, or give the node another folder"
            ),
            DataFolderProblem.CannotBeCreated => (
                "is not there, and cannot be created",
                "Create it for the user that the node runs as, or give the node another folder"
            ),
            _ => ("cannot be read", "Let the user that this runs as read it, or name another folder"),
        };
        return new DataFolderException(folder, problem, $"{what}: {failure.Message.TrimEnd('.')}", remedy, failure);
    }

    private static bool Is(Exception failure, int[] codes) =>
        Array.IndexOf(codes, failure.HResult) >= 0
        || (failure.InnerException is { } inner && Array.IndexOf(codes, inner.HResult) >= 0);
}

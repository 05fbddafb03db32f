using System.Runtime.InteropServices;

namespace Cohort.Storage.Disks;

/// <summary>Has the names in a folder written to the disk: on Unix those are a file of their own, which .NET does not open.</summary>
internal static partial class FolderSync
{
    private const int ReadOnly = 0;

    /// <summary>When this returns, the names in a folder are on the disk.</summary>
    /// <exception cref="IOException">They may not be.</exception>
    public static void Sync(string path)
    {
        // NTFS keeps names in its journal.
        if (OperatingSystem.IsWindows())
            return;
        int folder = Open(path, ReadOnly);
        if (folder < 0)
            throw Failure("opened", path);
        try
        {
            if (Fsync(folder) < 0)
                throw Failure("synced", path);
        }
        finally
        {
            _ = Close(folder);
        }
    }

    private static IOException Failure(string what, string path) =>
        new($"The folder '{path}' could not be {what}: {Marshal.GetLastPInvokeErrorMessage()}.");

    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int Fsync(int descriptor);

    [LibraryImport("libc", EntryPoint = "close", SetLastError = true)]
    private static partial int Close(int descriptor);
}

using System.Globalization;
using Microsoft.Win32.SafeHandles;

namespace Cohort.Storage.Folders;

/// <summary>
/// Keeps a folder for one process, and one user of it there: a file that is open and shared with nobody. The system gives it back
/// however the process ends. Who has it stands in a file beside it, since the locked one can be read by nobody else.
/// </summary>
internal sealed class FolderLock : IDisposable
{
    private const string LockName = "lock";
    private const string OwnerName = "owner";

    // Whoever only looks whether it is taken has it for an instant.
    private const int Attempts = 5;
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(50);

    private readonly SafeFileHandle _handle;
    private readonly string _owner;

    private FolderLock(SafeFileHandle handle, string owner) => (_handle, _owner) = (handle, owner);

    /// <summary>Takes a folder that is there.</summary>
    /// <exception cref="DataFolderException">Somebody has it, or it cannot be locked or written to.</exception>
    public static FolderLock Take(string folder)
    {
        try
        {
            SafeFileHandle handle = Open(folder, FileMode.OpenOrCreate) ?? throw InUse(folder);
            var taken = new FolderLock(handle, Path.Combine(folder, OwnerName));
            try
            {
                // Some file systems have no locks, and the runtime can be told not to use them: then it would open once more.
                if (IsTaken(folder))
                {
                    File.WriteAllText(
                        taken._owner,
                        string.Create(
                            CultureInfo.InvariantCulture,
                            $"process {Environment.ProcessId} on {Environment.MachineName}\n"
                        )
                    );
                    return taken;
                }
                throw new DataFolderException(
                    folder,
                    DataFolderProblem.CannotBeLocked,
                    "is on a file system that has no locks, or the runtime was told not to use them",
                    "Put it on a local disk, and do not set DOTNET_SYSTEM_IO_DISABLEFILELOCKING"
                );
            }
            catch
            {
                handle.Dispose();
                throw;
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw FolderFailure.Of(folder, e, DataFolderProblem.ReadOnly);
        }
    }

    /// <summary>Whether somebody has a folder, as far as that can be seen; it is not kept.</summary>
    public static bool IsTaken(string folder)
    {
        try
        {
            // To read is enough for that, and is allowed where writing is not.
            File.OpenHandle(Path.Combine(folder, LockName), FileMode.Open, FileAccess.Read, FileShare.ReadWrite)
                .Dispose();
            return false;
        }
        catch (FileNotFoundException)
        {
            return false;
        }
        catch (UnauthorizedAccessException)
        {
            return false;
        }
        catch (IOException e)
        {
            return FolderFailure.IsInUse(e);
        }
    }

    /// <summary>Who has a folder that is taken, in words.</summary>
    public static string OwnerOf(string folder)
    {
        try
        {
            string owner = File.ReadAllText(Path.Combine(folder, OwnerName)).Trim();
            return owner.StartsWith("process ", StringComparison.Ordinal) ? owner : "another process";
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return "another process";
        }
    }

    public void Dispose()
    {
        try
        {
            File.Delete(_owner);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // It is read only while somebody has the lock.
        }
        _handle.Dispose();
    }

    private static SafeFileHandle? Open(string folder, FileMode mode)
    {
        for (int attempt = 1; ; attempt++)
        {
            try
            {
                return File.OpenHandle(Path.Combine(folder, LockName), mode, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException e) when (FolderFailure.IsInUse(e))
            {
                if (attempt == Attempts)
                    return null;
                Thread.Sleep(s_pause);
            }
        }
    }

    private static DataFolderException InUse(string folder) =>
        new(
            folder,
            DataFolderProblem.InUse,
            $"is in use by {OwnerOf(folder)}",
            "Stop that process, or give each node a folder of its own"
        );
}

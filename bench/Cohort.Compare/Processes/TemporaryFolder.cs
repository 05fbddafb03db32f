namespace Cohort.Compare.Processes;

/// <summary>A folder for the data of servers; it is gone with all that is in it when this is disposed.</summary>
internal sealed class TemporaryFolder : IAsyncDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("cohort-compare-");

    /// <summary>The file system that it lies on, such as ext4.</summary>
    public static string FileSystem => new DriveInfo(Path.GetTempPath()).DriveFormat;

    /// <summary>The path of something in it.</summary>
    public string this[string name] => Path.Combine(_folder.FullName, name);

    /// <summary>Makes a folder in it.</summary>
    public string Make(string name) => _folder.CreateSubdirectory(name).FullName;

    public ValueTask DisposeAsync()
    {
        _folder.Delete(recursive: true);
        return ValueTask.CompletedTask;
    }
}

namespace Cohort.Storage.Disks;

/// <summary>A real folder.</summary>
/// <param name="path">Its path; it has to be there.</param>
/// <param name="access">What is done with the files that are there: whoever only reads needs no more rights than that.</param>
internal sealed class FolderDisk(string path, FileAccess access = FileAccess.ReadWrite) : IDisk
{
    public string Name => path;

    public IReadOnlyList<string> List() =>
        Guarded(() => Directory.EnumerateFiles(path).Select(file => Path.GetFileName(file)).ToList());

    public IDiskFile Create(string name) =>
        Guarded(() => new FolderFile(PathOf(name), FileMode.Create, FileAccess.ReadWrite));

    public IDiskFile Open(string name) => Guarded(() => new FolderFile(PathOf(name), FileMode.Open, access));

    public void Rename(string from, string to) =>
        Guarded(() =>
        {
            File.Move(PathOf(from), PathOf(to), overwrite: true);
            FolderSync.Sync(path);
            return true;
        });

    public void Delete(string name) =>
        Guarded(() =>
        {
            File.Delete(PathOf(name));
            FolderSync.Sync(path);
            return true;
        });

    private string PathOf(string name) => Path.Combine(path, name);

    // To whoever uses a disk it is one kind of failure, whatever it is to the runtime.
    private static T Guarded<T>(Func<T> act)
    {
        try
        {
            return act();
        }
        catch (UnauthorizedAccessException e)
        {
            throw new IOException(e.Message, e);
        }
    }
}

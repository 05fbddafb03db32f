namespace Cohort.Cli.Bench;

/// <summary>Folders of the processes of one repetition, in a new one that is removed with all that is in it.</summary>
internal sealed class MemberFolders : IDisposable
{
    /// <param name="data">Where to make it; null: where temporary files are.</param>
    public MemberFolders(string? data)
    {
        if (data is null)
            Above = Directory.CreateTempSubdirectory("cohort-bench-").FullName;
        else
            Directory.CreateDirectory(Above = Path.Combine(data, $"cohort-bench-{Guid.NewGuid():N}"));
    }

    /// <summary>The new folder.</summary>
    public string Above { get; }

    /// <summary>The folder of a process.</summary>
    public string Of(string name) => Path.Combine(Above, name);

    public void Dispose() => Directory.Delete(Above, recursive: true);
}

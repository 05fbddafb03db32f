namespace Cohort.Cli.Demo;

/// <summary>Where the nodes of a demo keep what outlives them, each in a folder of its own.</summary>
internal sealed class DemoFolders : IDisposable
{
    private readonly string? _temporary;

    private DemoFolders(string above, string? temporary) => (Above, _temporary) = (above, temporary);

    /// <summary>The folder that has those of all nodes.</summary>
    public string Above { get; }

    /// <summary>The folders of a demo; null where its groups live in memory.</summary>
    /// <param name="request">What was asked for.</param>
    /// <param name="cluster">The cluster's name: each demo is a cluster of its own, so it has folders of its own.</param>
    public static DemoFolders? Of(DemoRequest request, string cluster)
    {
        if (!request.IsDurable)
            return null;
        if (request.Data is { } data)
            return new DemoFolders(Path.Combine(data, cluster), null);
        string temporary = Directory.CreateTempSubdirectory("cohort-demo-").FullName;
        return new DemoFolders(temporary, temporary);
    }

    /// <summary>The folder of a node.</summary>
    public string Of(string node) => Path.Combine(Above, node);

    /// <summary>Removes them, where nobody asked for them. The nodes' processes are gone.</summary>
    public void Dispose()
    {
        if (_temporary is not null)
            Directory.Delete(_temporary, recursive: true);
    }
}

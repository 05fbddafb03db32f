namespace Cohort.Cli.Rescue;

/// <summary>What <c>cohort restore</c> was asked to do.</summary>
internal sealed record RestoreRequest
{
    /// <summary>The paths of the backups.</summary>
    public required IReadOnlyList<string> Files { get; init; }

    /// <summary>The data folder to make; null where they are only checked.</summary>
    public string? Folder { get; init; }

    /// <summary>The node that it is for.</summary>
    public string? Node { get; init; }

    /// <summary>The new cluster.</summary>
    public string? Cluster { get; init; }

    /// <summary>Whether they are only checked.</summary>
    public bool Check { get; init; }

    /// <summary>Whether to print JSON.</summary>
    public bool Json { get; init; }
}

namespace Cohort.Cli.Directories;

/// <summary>What <c>cohort groups</c> and <c>cohort nodes</c> were asked to do.</summary>
internal sealed record DirectoryRequest
{
    /// <summary>The command's name, for what it says of itself.</summary>
    public required string Command { get; init; }

    /// <summary>The addresses of nodes to ask.</summary>
    public required IReadOnlyList<string> Connect { get; init; }

    /// <summary>The cluster's name.</summary>
    public required string Cluster { get; init; }

    /// <summary>How long to look for a node, and then to wait for its quorum.</summary>
    public required TimeSpan Timeout { get; init; }

    /// <summary>Whether to print JSON.</summary>
    public required bool Json { get; init; }

    /// <summary>Whether to go on and print what changes.</summary>
    public required bool Watch { get; init; }
}

namespace Cohort.Cli.Directories;

/// <summary>What a command was asked to do that uses a running cluster.</summary>
internal record ClusterRequest
{
    /// <summary>The command's name, for what it says of itself.</summary>
    public required string Command { get; init; }

    /// <summary>The addresses of nodes to ask.</summary>
    public required IReadOnlyList<string> Connect { get; init; }

    /// <summary>The cluster's name.</summary>
    public required string Cluster { get; init; }

    /// <summary>How long to look for a node, and then to wait for its quorum.</summary>
    public required TimeSpan Timeout { get; init; }
}

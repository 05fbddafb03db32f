namespace Cohort.Cli.Directories;

/// <summary>What <c>cohort groups</c> and <c>cohort nodes</c> were asked to do.</summary>
internal sealed record DirectoryRequest : ClusterRequest
{
    /// <summary>Whether to print JSON.</summary>
    public required bool Json { get; init; }

    /// <summary>Whether to go on and print what changes.</summary>
    public required bool Watch { get; init; }
}

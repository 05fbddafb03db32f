using Cohort.Cli.Directories;

namespace Cohort.Cli.Rescue;

/// <summary>What <c>cohort backup</c> was asked to do.</summary>
internal sealed record BackupRequest : ClusterRequest
{
    /// <summary>The group.</summary>
    public required string Group { get; init; }

    /// <summary>The path of the file.</summary>
    public required string File { get; init; }

    /// <summary>Whether a file that is there is replaced.</summary>
    public required bool Replace { get; init; }

    /// <summary>Whether to print JSON.</summary>
    public required bool Json { get; init; }
}

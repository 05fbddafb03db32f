using Cohort.Cli.Directories;

namespace Cohort.Cli.Rescue;

/// <summary>What <c>cohort recover</c> was asked to do.</summary>
internal sealed record RecoverRequest : ClusterRequest
{
    /// <summary>The group.</summary>
    public required string Group { get; init; }

    /// <summary>The node from whose log it is to go on, by name or address; null to show what there is.</summary>
    public required string? From { get; init; }

    /// <summary>Whether it is to begin with nothing.</summary>
    public required bool Anew { get; init; }

    /// <summary>Whether nobody is asked.</summary>
    public required bool Yes { get; init; }
}

namespace Cohort.Cli.Demo.Members;

/// <summary>What one process of the demo is started with.</summary>
internal sealed record MemberRequest
{
    /// <summary>The node's name.</summary>
    public required string Name { get; init; }

    /// <summary>The cluster's name.</summary>
    public required string Cluster { get; init; }

    /// <summary>Where it listens.</summary>
    public required string Listen { get; init; }

    /// <summary>The addresses that form the group.</summary>
    public required IReadOnlyList<string> Seeds { get; init; }

    /// <summary>How many groups there are.</summary>
    public required int Groups { get; init; }

    /// <summary>How many clients it runs.</summary>
    public required int Clients { get; init; }

    /// <summary>The number of its first client; the others follow.</summary>
    public required int FirstClient { get; init; }

    /// <summary>Where it keeps what outlives it; null where the groups live in memory.</summary>
    public string? DataFolder { get; init; }

    /// <summary>What its clients' choices are drawn from.</summary>
    public required int Seed { get; init; }
}

namespace Cohort.Cli.Logs;

/// <summary>What <c>cohort log</c> was asked to do.</summary>
internal sealed record LogRequest
{
    /// <summary>The command's name, for what it says of itself.</summary>
    public required string Command { get; init; }

    /// <summary>The path of the folder.</summary>
    public required string Folder { get; init; }

    /// <summary>Whether to print JSON.</summary>
    public required bool Json { get; init; }

    /// <summary>The first record to show.</summary>
    public ulong From { get; init; }

    /// <summary>How many records to show.</summary>
    public long Count { get; init; }
}

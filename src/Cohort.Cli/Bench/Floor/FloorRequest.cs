namespace Cohort.Cli.Bench.Floor;

/// <summary>What a bare-socket process is told when it starts.</summary>
internal sealed record FloorRequest
{
    /// <summary>Which of the processes it is, from 0.</summary>
    public required int Index { get; init; }

    /// <summary>Where all processes listen.</summary>
    public required IReadOnlyList<string> Addresses { get; init; }

    /// <summary>The size of a message in bytes.</summary>
    public required int Size { get; init; }

    /// <summary>How many processes stream to all others: the first ones. 0: the first one plays ping-pong with the
    /// second.</summary>
    public required int Senders { get; init; }
}

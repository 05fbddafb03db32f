namespace Cohort.Cli.Speed;

/// <summary>What <c>cohort speed</c> was asked to measure.</summary>
internal sealed record SpeedRequest
{
    /// <summary>How many processes, all of which send.</summary>
    public required int Nodes { get; init; }

    /// <summary>The size of a message in bytes.</summary>
    public required int Size { get; init; }

    /// <summary>How long to measure, after the warm-up.</summary>
    public required TimeSpan Duration { get; init; }

    /// <summary>The order to ask for.</summary>
    public required Order Order { get; init; }

    /// <summary>The delivery to ask for.</summary>
    public required Delivery Delivery { get; init; }

    /// <summary>How many sends each process has under way at most.</summary>
    public required int Outstanding { get; init; }
}

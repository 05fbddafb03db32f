namespace Cohort.Cli.Bench;

/// <summary>What <c>cohort bench</c> was asked for.</summary>
internal sealed record BenchRequest
{
    /// <summary>What to measure, one after the other.</summary>
    public required IReadOnlyList<Setting> Settings { get; init; }

    /// <summary>How long each measurement lasts.</summary>
    public required TimeSpan Duration { get; init; }

    /// <summary>How long everything runs before it counts.</summary>
    public required TimeSpan WarmUp { get; init; }

    /// <summary>How often each setting is measured, each time with new processes.</summary>
    public required int Repetitions { get; init; }

    /// <summary>Whether to measure bare sockets in turn with the group.</summary>
    public required bool Floor { get; init; }
}

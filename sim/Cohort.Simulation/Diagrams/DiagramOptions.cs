namespace Cohort.Simulation.Diagrams;

/// <summary>What a space–time diagram shows.</summary>
public sealed record DiagramOptions
{
    /// <summary>The group; null for the one in which most was delivered.</summary>
    public string? Group { get; init; }

    /// <summary>Where the time window begins; null for the beginning of the run.</summary>
    public TimeSpan? From { get; init; }

    /// <summary>Where the time window ends; null for the end of the run.</summary>
    public TimeSpan? To { get; init; }

    /// <summary>
    /// The most messages that are drawn. Of more, every second, third … is; the diagram says so.
    /// </summary>
    public int MostMessages { get; init; } = 60;

    /// <summary>The width in pixels.</summary>
    public int Width { get; init; } = 1200;

    /// <summary>What stands above the diagram; null for nothing.</summary>
    public string? Title { get; init; }
}

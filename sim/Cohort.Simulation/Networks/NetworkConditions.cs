namespace Cohort.Simulation.Networks;

/// <summary>What the network is like when nothing is wrong with it.</summary>
public sealed record NetworkConditions
{
    /// <summary>How long a small packet takes at least.</summary>
    public TimeSpan Latency { get; init; } = TimeSpan.FromMicroseconds(200);

    /// <summary>How much longer it may take.</summary>
    public TimeSpan Jitter { get; init; } = TimeSpan.FromMicroseconds(200);

    /// <summary>What a path between two hosts carries.</summary>
    public long BytesPerSecond { get; init; } = 100 << 20;
}

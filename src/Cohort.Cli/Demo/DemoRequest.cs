namespace Cohort.Cli.Demo;

/// <summary>What <c>cohort demo</c> was asked to do.</summary>
/// <param name="Nodes">How many processes.</param>
/// <param name="Duration">How long the clients work.</param>
/// <param name="Seed">What the clients' choices and the times of the failure are drawn from.</param>
/// <param name="ClientsPerNode">How many clients each process runs.</param>
/// <param name="Groups">How many groups the work is spread over.</param>
/// <param name="TotalFailures">How often all processes are killed at once; 0 for groups in memory, whose coordinator alone is.</param>
/// <param name="Data">Where what groups keep on disks stays afterwards; null for a temporary folder.</param>
internal sealed record DemoRequest(
    int Nodes,
    TimeSpan Duration,
    int Seed,
    int ClientsPerNode,
    int Groups,
    int TotalFailures = 0,
    string? Data = null
)
{
    private readonly Random _gaps = new(Seed);

    /// <summary>Whether the groups keep logs, and outlive all processes.</summary>
    public bool IsDurable => TotalFailures > 0;

    /// <summary>How long the groups work before the next total failure: so long that the last gap ends when the time is over.</summary>
    public TimeSpan NextGap() => Duration / (TotalFailures + 1) * (0.6 + 0.8 * _gaps.NextDouble());

    /// <summary>How long anything may take that all groups take part in.</summary>
    public TimeSpan Patience => TimeSpan.FromSeconds((IsDurable ? 60 : 30) + 0.5 * Groups);

    /// <summary>When the coordinator is killed, after the clients have started: not before a third of the time.</summary>
    public TimeSpan KillAfter { get; } = Duration * (0.33 + 0.10 * new Random(Seed).NextDouble());

    /// <summary>When it is started again: not after two thirds of the time.</summary>
    public TimeSpan RestartAfter { get; } = Duration * (0.55 + 0.10 * new Random(~Seed).NextDouble());
}

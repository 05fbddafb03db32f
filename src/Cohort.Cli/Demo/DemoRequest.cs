namespace Cohort.Cli.Demo;

/// <summary>What <c>cohort demo</c> was asked to do.</summary>
/// <param name="Nodes">How many processes.</param>
/// <param name="Duration">How long the clients work.</param>
/// <param name="Seed">What the clients' choices and the times of the failure are drawn from.</param>
/// <param name="ClientsPerNode">How many clients each process runs.</param>
/// <param name="Groups">How many groups the work is spread over.</param>
internal sealed record DemoRequest(int Nodes, TimeSpan Duration, int Seed, int ClientsPerNode, int Groups)
{
    /// <summary>How long anything may take that all groups take part in.</summary>
    public TimeSpan Patience => TimeSpan.FromSeconds(30 + 0.5 * Groups);

    /// <summary>When the coordinator is killed, after the clients have started: not before a third of the time.</summary>
    public TimeSpan KillAfter { get; } = Duration * (0.33 + 0.10 * new Random(Seed).NextDouble());

    /// <summary>When it is started again: not after two thirds of the time.</summary>
    public TimeSpan RestartAfter { get; } = Duration * (0.55 + 0.10 * new Random(~Seed).NextDouble());
}

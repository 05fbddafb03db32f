namespace Cohort;

/// <summary>
/// What a client is told when it starts. Values are checked by <see cref="CohortClient.ConnectAsync"/>, which throws an
/// <see cref="OptionsException"/> that names the option.
/// </summary>
public sealed record ClientOptions
{
    /// <summary>The name of the cluster, 1 to 100 characters: nodes of another one refuse the client.</summary>
    public required string Cluster { get; init; }

    /// <summary>
    /// The addresses of nodes to begin with, <c>host:port</c>: one at least. Which others there are the client learns from the
    /// one that it is linked to, at the addresses that they advertise.
    /// </summary>
    public required IReadOnlyList<string> Nodes { get; init; }

    /// <summary>What nodes call the client in their warnings, 1 to 100 characters. Default: <c>client</c>.</summary>
    public string Name { get; init; } = "client";

    /// <summary>How often a link with nothing to say says so. From 1 ms to 1 minute; default 200 ms.</summary>
    public TimeSpan HeartbeatInterval { get; init; } = TimeSpan.FromMilliseconds(200);

    /// <summary>
    /// A node that is silent for this long is taken for dead, and another one is asked. At least three times
    /// <see cref="HeartbeatInterval"/>, and than that of the nodes; at most an hour; default 2 s. A node that dies is noticed at
    /// once and does not wait for it.
    /// </summary>
    public TimeSpan SuspicionTime { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>How long connecting to a node may take. From 10 ms to 5 minutes; default 1 s.</summary>
    public TimeSpan DialTimeout { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>
    /// How long <see cref="CohortClient.ConnectAsync"/> looks for a node before it fails. From 10 ms to a day; default 10 s.
    /// Once connected, a client looks for another node as long as it takes.
    /// </summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Hears what a person should know, as <see cref="NodeOptions.OnWarning"/> does.</summary>
    public Action<string>? OnWarning { get; init; }
}

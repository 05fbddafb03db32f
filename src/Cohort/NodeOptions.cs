namespace Cohort;

/// <summary>
/// What a node is told when it starts. The defaults suit a laptop and a data centre alike. Values are checked by
/// <see cref="Node.StartAsync"/>, which throws an <see cref="OptionsException"/> that names the option.
/// </summary>
public sealed record NodeOptions
{
    /// <summary>The name of the cluster, 1 to 100 characters. Nodes of different clusters refuse each other.</summary>
    public required string Cluster { get; init; }

    /// <summary>The name of the node, unique in the cluster, 1 to 100 characters. Default: the address it is reached at.</summary>
    public string? Name { get; init; }

    /// <summary>
    /// Where to listen: <c>host:port</c>, where port 0 takes a free one. Default: a free port on the loopback address,
    /// which only this machine can reach.
    /// </summary>
    public string Listen { get; init; } = "127.0.0.1:0";

    /// <summary>
    /// The address at which others reach this node, and against which <see cref="Seeds"/> are matched:
    /// <c>host:port</c>, where port 0 means the port it listens on. Default: <see cref="Listen"/>. Needed where
    /// <see cref="Listen"/> is a wildcard such as <c>0.0.0.0:7101</c>, which nobody can dial.
    /// </summary>
    public string? Advertise { get; init; }

    /// <summary>
    /// The addresses that form groups together; the same at all nodes, in any order. Empty means that this node forms
    /// its groups alone. A node that is not listed only ever joins what the listed ones formed.
    /// </summary>
    public IReadOnlyList<string> Seeds { get; init; } = [];

    /// <summary>
    /// The folder in which the node keeps what is to outlive it, for groups with <see cref="Durability.Log"/>: one node's, and one
    /// process's at a time. It is created where it is not there; whose it is stands in it. The node then has a <see cref="Name"/>, or a port,
    /// that stays the same whenever it is started again. Groups that keep a log need one at every seed. Default: none.
    /// </summary>
    public string? DataFolder { get; init; }

    /// <summary>
    /// What the node says of itself in the cluster's directory, for people and for placing: for example zone = a, rack = 1.
    /// At most 16 labels; a name has 1 to 63 letters, digits, dots, dashes, underscores or slashes, a value at most 100
    /// characters without control characters. Default: none.
    /// </summary>
    public IReadOnlyDictionary<string, string> Labels { get; init; } = new Dictionary<string, string>();

    /// <summary>
    /// What the node offers to host, where the cluster is asked to keep it running (<see cref="Node.EnsureAsync"/>). At most 64
    /// placements. Default: none.
    /// </summary>
    public IReadOnlyList<HostedGroup> Hosts { get; init; } = [];

    /// <summary>What chooses the nodes of placements, the same at all nodes. Default: <see cref="SpreadLayout"/>.</summary>
    public IPlacementLayout? Layout { get; init; }

    /// <summary>How often a link with nothing to say says so. From 1 ms to 1 minute; default 200 ms.</summary>
    public TimeSpan HeartbeatInterval { get; init; } = TimeSpan.FromMilliseconds(200);

    /// <summary>
    /// Silence for this long makes a process suspected. At least three times <see cref="HeartbeatInterval"/>, at most an
    /// hour; default 2 s. A process that dies is noticed at once and does not wait for it.
    /// </summary>
    public TimeSpan SuspicionTime { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>
    /// How long one attempt at a view change may take before another starts; attempts double it. From 1 ms to
    /// 8 times <see cref="SuspicionTime"/>; default 1 s.
    /// </summary>
    public TimeSpan ChangeTimeout { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How long connecting to another node may take. From 10 ms to 5 minutes; default 1 s.</summary>
    public TimeSpan DialTimeout { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>
    /// How long disposing a group or the node may take to flush and leave in good order. What has not left by then is
    /// cut off, and the others see it as a process that died. From 0 to 1 hour; default 10 s.
    /// </summary>
    public TimeSpan DisposeTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>The largest message in bytes, the same at all nodes. From 1 KiB to 1 GiB; default 16 MiB.</summary>
    public int MaxMessageBytes { get; init; } = 16 << 20;

    /// <summary>
    /// How many bytes a member may have sent to a group that are not yet everywhere, or not yet handled; a send beyond
    /// it waits. From 64 KiB to 1 GiB; default 4 MiB.
    /// </summary>
    public int WindowBytes { get; init; } = 4 << 20;

    /// <summary>
    /// How many bytes handlers may send beyond the window before they get a <see cref="BacklogFullException"/>. From
    /// 64 KiB to 1 GiB; default 4 MiB.
    /// </summary>
    public int HandlerReserveBytes { get; init; } = 4 << 20;

    /// <summary>The largest state of a group in bytes, the same at all nodes. From 64 KiB to just below 2 GiB; default 1 GiB.</summary>
    public int MaxStateBytes { get; init; } = 1 << 30;

    /// <summary>
    /// The most members of a group, the same at all nodes. From 1 to 1000, and no fewer than <see cref="Seeds"/>; default 64.
    /// </summary>
    public int MaxMembers { get; init; } = 64;

    /// <summary>The most nodes of the cluster, the same at all nodes. From 1 to 1000, and no fewer than <see cref="Seeds"/>;
    /// default 500.</summary>
    public int MaxNodes { get; init; } = 500;

    /// <summary>
    /// The most nodes that vote on who is in the cluster, the same at all nodes; the others follow. Seeds vote first, then
    /// witnesses, then the oldest. More of them bear more deaths at once, and cost more. From 1 to 31; default 7.
    /// </summary>
    public int MaxVoters { get; init; } = 7;

    /// <summary>
    /// Whether the node is a witness: it votes, and is in no group. Two nodes and a witness, all three listed in
    /// <see cref="Seeds"/>, survive the loss of any one of them.
    /// </summary>
    public bool Witness { get; init; }

    /// <summary>The most clients (<see cref="CohortClient"/>) that may be linked to this node; more are refused, and try another
    /// one. From 0 to 512; default 256.</summary>
    public int MaxClients { get; init; } = 256;

    /// <summary>
    /// Hears what a person should know about other nodes and strangers: two nodes of one name, a wrong cluster, foreign
    /// bytes on the port, a seed that does not resolve, a member for which sends wait. Called one at a time, never from the protocol's own thread. If
    /// it throws, the node stops with a <see cref="NodeFailedException"/> that says so and whose
    /// <see cref="Exception.InnerException"/> is what it threw: a node that nobody hears is not to go on unnoticed.
    /// </summary>
    public Action<string>? OnWarning { get; init; }
}

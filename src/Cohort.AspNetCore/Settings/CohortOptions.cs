using Cohort.AspNetCore.Settings;

namespace Cohort;

/// <summary>
/// What an application says of the node that its host starts: in configuration, by the names that these properties have, or in code. What
/// is not said is as <see cref="NodeOptions"/> has it. All of it is checked when the host starts, and everything that is wrong is told at
/// once, each with its key.
/// </summary>
public sealed class CohortOptions
{
    private static readonly NodeOptions s_defaults = new() { Cluster = "" };

    /// <summary>The name of the cluster, 1 to 100 characters. Default: that of the application.</summary>
    public string? Cluster { get; set; }

    /// <inheritdoc cref="NodeOptions.Name"/>
    public string? Name { get; set; }

    /// <inheritdoc cref="NodeOptions.Listen"/>
    public string Listen { get; set; } = s_defaults.Listen;

    /// <inheritdoc cref="NodeOptions.Advertise"/>
    public string? Advertise { get; set; }

    /// <inheritdoc cref="NodeOptions.Seeds"/>
    public IList<string> Seeds { get; set; } = [];

    /// <inheritdoc cref="NodeOptions.DataFolder"/>
    public string? DataFolder { get; set; }

    /// <inheritdoc cref="NodeOptions.Labels"/>
    public IDictionary<string, string> Labels { get; set; } =
        new SortedDictionary<string, string>(StringComparer.Ordinal);

    /// <summary>What the node offers to host (<see cref="NodeOptions.Hosts"/>). Not in configuration. Default: none.</summary>
    public IList<HostedGroup> Hosts { get; set; } = [];

    /// <summary>What chooses the nodes of placements (<see cref="NodeOptions.Layout"/>). Not in configuration.</summary>
    public IPlacementLayout? Layout { get; set; }

    /// <inheritdoc cref="NodeOptions.HeartbeatInterval"/>
    public TimeSpan HeartbeatInterval { get; set; } = s_defaults.HeartbeatInterval;

    /// <inheritdoc cref="NodeOptions.SuspicionTime"/>
    public TimeSpan SuspicionTime { get; set; } = s_defaults.SuspicionTime;

    /// <inheritdoc cref="NodeOptions.ChangeTimeout"/>
    public TimeSpan ChangeTimeout { get; set; } = s_defaults.ChangeTimeout;

    /// <inheritdoc cref="NodeOptions.DialTimeout"/>
    public TimeSpan DialTimeout { get; set; } = s_defaults.DialTimeout;

    /// <summary>
    /// How long leaving may take when the application stops (<see cref="NodeOptions.DisposeTimeout"/>). From 0 to 1 hour; default: 10 s, or
    /// half the host's shutdown timeout where that is shorter.
    /// </summary>
    public TimeSpan? DisposeTimeout { get; set; }

    /// <inheritdoc cref="NodeOptions.MaxMessageBytes"/>
    public int MaxMessageBytes { get; set; } = s_defaults.MaxMessageBytes;

    /// <inheritdoc cref="NodeOptions.WindowBytes"/>
    public int WindowBytes { get; set; } = s_defaults.WindowBytes;

    /// <inheritdoc cref="NodeOptions.HandlerReserveBytes"/>
    public int HandlerReserveBytes { get; set; } = s_defaults.HandlerReserveBytes;

    /// <inheritdoc cref="NodeOptions.MaxStateBytes"/>
    public int MaxStateBytes { get; set; } = s_defaults.MaxStateBytes;

    /// <inheritdoc cref="NodeOptions.MaxMembers"/>
    public int MaxMembers { get; set; } = s_defaults.MaxMembers;

    /// <inheritdoc cref="NodeOptions.MaxNodes"/>
    public int MaxNodes { get; set; } = s_defaults.MaxNodes;

    /// <inheritdoc cref="NodeOptions.MaxVoters"/>
    public int MaxVoters { get; set; } = s_defaults.MaxVoters;

    /// <inheritdoc cref="NodeOptions.MaxClients"/>
    public int MaxClients { get; set; } = s_defaults.MaxClients;

    /// <inheritdoc cref="NodeOptions.Witness"/>
    public bool Witness { get; set; }

    /// <summary>
    /// Whether the application starts only when its groups are joined: no other hosted service runs, and no web server listens, before
    /// that. Where it is false the host starts at once, tools throw a <see cref="GroupNotJoinedException"/> until their group is there, and the
    /// health checks say what is waited for. Default: true.
    /// </summary>
    public bool WaitForGroups { get; set; } = true;

    /// <summary>What was found in configuration and is no value.</summary>
    internal List<SettingProblem> Problems { get; } = [];

    /// <summary>What is wanted of each group that is declared, by its name.</summary>
    internal Dictionary<string, CohortGroupOptions> Groups { get; } = new(StringComparer.Ordinal);

    internal NodeOptions ToNodeOptions(HostSurroundings surroundings, Action<string>? onWarning = null) =>
        new()
        {
            Cluster = Cluster ?? surroundings.ApplicationName,
            Name = Name,
            Listen = Listen,
            Advertise = Advertise,
            Seeds = [.. Seeds],
            DataFolder = DataFolder,
            Labels = new Dictionary<string, string>(Labels, StringComparer.Ordinal),
            Hosts = [.. Hosts],
            Layout = Layout,
            HeartbeatInterval = HeartbeatInterval,
            SuspicionTime = SuspicionTime,
            ChangeTimeout = ChangeTimeout,
            DialTimeout = DialTimeout,
            DisposeTimeout = DisposeTimeout ?? Shorter(s_defaults.DisposeTimeout, surroundings.ShutdownTimeout / 2),
            MaxMessageBytes = MaxMessageBytes,
            WindowBytes = WindowBytes,
            HandlerReserveBytes = HandlerReserveBytes,
            MaxStateBytes = MaxStateBytes,
            MaxMembers = MaxMembers,
            MaxNodes = MaxNodes,
            MaxVoters = MaxVoters,
            MaxClients = MaxClients,
            Witness = Witness,
            OnWarning = onWarning,
        };

    private static TimeSpan Shorter(TimeSpan left, TimeSpan right) => left < right ? left : right;
}

namespace Cohort.Cli.Demo;

/// <summary>What the demo showed.</summary>
internal sealed record DemoOutcome
{
    /// <summary>Whether all is as promised.</summary>
    public bool Ok => Problems.Count == 0;

    /// <summary>How many nodes took part.</summary>
    public required int Nodes { get; init; }

    /// <summary>How long the clients worked.</summary>
    public required TimeSpan Worked { get; init; }

    /// <summary>How many operations were delivered <c>Stable</c>, or <c>Durable</c>, at the node that was called.</summary>
    public required long Acknowledged { get; init; }

    /// <summary>How many of these are missing in the final state of at least one node. Must be 0.</summary>
    public required long Lost { get; init; }

    /// <summary>How many nodes have a final state other than that of most nodes. Must be 0.</summary>
    public required int Divergent { get; init; }

    /// <summary>How often the view changed while the clients worked.</summary>
    public required long ViewChanges { get; init; }

    /// <summary>The longest that any client waited for an operation.</summary>
    public required TimeSpan LongestPause { get; init; }

    /// <summary>Half of all operations took no longer.</summary>
    public required uint LatencyP50Us { get; init; }

    /// <summary>99 of 100 operations took no longer.</summary>
    public required uint LatencyP99Us { get; init; }

    /// <summary>How many groups the work was spread over.</summary>
    public required int Groups { get; init; }

    /// <summary>How long after the kill each group had its new view at all that survived, shortest first.</summary>
    public required IReadOnlyList<TimeSpan> GroupsViews { get; init; }

    /// <summary>Whether the groups kept logs.</summary>
    public bool IsDurable { get; init; }

    /// <summary>How long after each total failure all groups took operations again, shortest first.</summary>
    public IReadOnlyList<TimeSpan> Recoveries { get; init; } = [];

    /// <summary>Where the nodes' folders stay; null where they do not, or there are none.</summary>
    public string? DataFolder { get; init; }

    /// <summary>How many bytes of a member's heap one more group takes in which nothing happens.</summary>
    public required long IdleGroupBytes { get; init; }

    /// <summary>The final state's hash at each node that reported one.</summary>
    public required IReadOnlyList<(string Node, string Hash)> StateHashes { get; init; }

    /// <summary>Everything that is not as promised.</summary>
    public required IReadOnlyList<string> Problems { get; init; }

    /// <summary>Half of the groups had their new views no later; zero where none had one.</summary>
    public TimeSpan GroupsViewP50 => GroupsViews.Count > 0 ? GroupsViews[(GroupsViews.Count - 1) / 2] : TimeSpan.Zero;

    /// <summary>All groups had their new views no later; zero where none had one.</summary>
    public TimeSpan GroupsViewMax => GroupsViews.Count > 0 ? GroupsViews[^1] : TimeSpan.Zero;

    /// <summary>Half of the recoveries took no longer; null where there was none.</summary>
    public TimeSpan? RecoveryP50 => Recoveries.Count > 0 ? Recoveries[(Recoveries.Count - 1) / 2] : null;

    /// <summary>Operations acknowledged per second of work.</summary>
    public double OperationsPerSecond => Worked > TimeSpan.Zero ? Acknowledged / Worked.TotalSeconds : 0;
}

namespace Cohort.Cli.Demo.Display;

/// <summary>Shows the demo while it runs.</summary>
internal interface IDemoDisplay
{
    /// <summary>Something happened.</summary>
    /// <param name="at">When, after the clients started.</param>
    /// <param name="what">What, for people.</param>
    void Happened(TimeSpan at, string what);

    /// <summary>Shows how the nodes are. Called a few times a second.</summary>
    /// <param name="nodes">The nodes.</param>
    /// <param name="window">The time since the last call, which the nodes' recent latencies cover.</param>
    void Refresh(IReadOnlyList<DemoNode> nodes, TimeSpan window);
}

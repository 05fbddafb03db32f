using Cohort.AspNetCore.Dashboard.Reports;

namespace Cohort.AspNetCore.Dashboard.Pages;

/// <summary>A node of the cluster's directory.</summary>
internal sealed record DirectoryEntry(string Name, string Address, IReadOnlyDictionary<string, string> Labels);

/// <summary>What a page hears of a node.</summary>
/// <param name="Report">What that node tells.</param>
/// <param name="Offset">What is to be added to its times to have them by the clock of the node that serves the page, in milliseconds.</param>
/// <param name="HeardAt">When it came, by that clock.</param>
internal sealed record PageNews(Report Report, double Offset, double HeardAt)
{
    /// <summary>The nodes that the directory of the serving node has; null where it is not its own report.</summary>
    public IReadOnlyList<DirectoryEntry>? Directory { get; init; }
}

/// <summary>What a page hears first: the last that is known of each node, and what has happened.</summary>
/// <param name="Cluster">The name of the cluster.</param>
/// <param name="Node">The node that serves it.</param>
/// <param name="Now">The clock of that node.</param>
/// <param name="AllowsActions">Whether there are actions.</param>
/// <param name="Nodes">One for each node that has been heard of.</param>
internal sealed record PageGreeting(
    string Cluster,
    string Node,
    double Now,
    bool AllowsActions,
    IReadOnlyList<PageNews> Nodes
);

/// <summary>A page was too slow: so much of what it should have heard is lost to it.</summary>
internal sealed record PageLoss(long Lost);

using Cohort.AspNetCore.Dashboard.Reports;

namespace Cohort.AspNetCore.Dashboard.Pages;

/// <summary>The last that each node has told, for pages that are opened later. Calls do not overlap.</summary>
internal sealed class KnownNodes
{
    /// <summary>How many are remembered: nodes, and what they were before they were started again.</summary>
    public const int Most = 100;

    private readonly Dictionary<(string Node, string Incarnation), Known> _nodes = [];

    private sealed class Known
    {
        public required PageNews Last { get; set; }
        public Queue<ClusterEvent> Events { get; } = new();
        public long LastNumber { get; set; }
    }

    /// <summary>A node has told something.</summary>
    /// <returns>The same, without events that were known.</returns>
    public PageNews Take(PageNews news)
    {
        Report report = news.Report;
        (string, string) key = (report.Node, report.Incarnation);
        if (!_nodes.TryGetValue(key, out Known? known))
        {
            if (_nodes.Count == Most)
                _nodes.Remove(_nodes.MinBy(each => each.Value.Last.HeardAt).Key);
            _nodes[key] = known = new Known { Last = news };
        }
        ClusterEvent[] newer = [.. report.Events.Where(each => each.Number > known.LastNumber)];
        foreach (ClusterEvent each in newer.TakeLast(ReportLimits.Events))
        {
            if (known.Events.Count == ReportLimits.Events)
                known.Events.Dequeue();
            known.Events.Enqueue(each);
            known.LastNumber = each.Number;
        }
        PageNews fresh = news with { Report = report with { Events = newer } };
        known.Last = fresh with
        {
            Directory = news.Directory ?? known.Last.Directory,
            Report = report with { Summary = report.Summary ?? known.Last.Report.Summary, Events = [], Lives = [] },
        };
        return fresh;
    }

    /// <summary>All that is known.</summary>
    public IReadOnlyList<PageNews> All() =>
        [
            .. _nodes.Values.Select(known =>
                known.Last with
                {
                    Report = known.Last.Report with { Events = [.. known.Events] },
                }
            ),
        ];
}

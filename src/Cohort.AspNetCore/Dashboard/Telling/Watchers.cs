using System.Diagnostics;
using Cohort.AspNetCore.Dashboard.Reports;

namespace Cohort.AspNetCore.Dashboard.Telling;

/// <summary>The other nodes that have pages open, and what these show. One that says so no more is forgotten.</summary>
internal sealed class Watchers
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(5);

    private readonly Lock _lock = new();
    private readonly Dictionary<string, (long HeardAt, IReadOnlyList<string> Diagrams)> _watchers = [];

    /// <summary>A node says whether it has pages open.</summary>
    public void Heard(Report report)
    {
        lock (_lock)
        {
            if (report.Watches)
                _watchers[report.Node] = (Stopwatch.GetTimestamp(), report.Diagrams);
            else
                _watchers.Remove(report.Node);
        }
    }

    /// <summary>The groups whose diagrams they show; null where nobody watches.</summary>
    public IReadOnlyList<string>? Diagrams()
    {
        lock (_lock)
        {
            foreach (
                string silent in _watchers
                    .Where(each => Stopwatch.GetElapsedTime(each.Value.HeardAt) > s_patience)
                    .Select(each => each.Key)
                    .ToList()
            )
                _watchers.Remove(silent);
            return _watchers.Count == 0 ? null : [.. _watchers.Values.SelectMany(each => each.Diagrams)];
        }
    }
}

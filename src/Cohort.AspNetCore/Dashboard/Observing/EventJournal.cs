using Cohort.AspNetCore.Dashboard.Reports;

namespace Cohort.AspNetCore.Dashboard.Observing;

/// <summary>The last events of this node, whether somebody watches or not.</summary>
/// <param name="time">The clock.</param>
internal sealed class EventJournal(TimeProvider time)
{
    private readonly Lock _lock = new();
    private readonly Queue<ClusterEvent> _events = new();
    private long _last;

    /// <summary>Takes down what has happened.</summary>
    public void Add(string kind, string text, string group = "", ViewDetail? view = null, string? about = null)
    {
        lock (_lock)
        {
            if (_events.Count == ReportLimits.Events)
                _events.Dequeue();
            _events.Enqueue(
                new ClusterEvent
                {
                    Number = ++_last,
                    At = EpochTime.Of(time.GetUtcNow().UtcDateTime),
                    Kind = kind,
                    Text = ReportLimits.Shorten(text),
                    Group = group,
                    View = view,
                    About = about,
                }
            );
        }
    }

    /// <summary>Those with a higher number, the oldest first.</summary>
    public IReadOnlyList<ClusterEvent> After(long number)
    {
        lock (_lock)
            return _last <= number ? [] : [.. _events.Where(each => each.Number > number)];
    }
}

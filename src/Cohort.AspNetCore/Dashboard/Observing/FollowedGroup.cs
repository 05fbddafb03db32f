using Cohort.AspNetCore.Dashboard.Reports;

namespace Cohort.AspNetCore.Dashboard.Observing;

/// <summary>What has been seen of a group's messages since it was told.</summary>
internal sealed class FollowedGroup(string name)
{
    private readonly Lock _lock = new();
    private readonly Sampling _sampling = new();
    private List<SendLife> _sends = [];
    private List<DeliveryMoment> _deliveries = [];
    private int _omitted;
    private long _seen;

    /// <summary>Its name.</summary>
    public string Name => name;

    /// <summary>A message of this member has come to the end of its way, or has failed.</summary>
    public void Add(SendLife life)
    {
        if (life.Message is { } message && !_sampling.Chooses(message))
            return;
        lock (_lock)
        {
            if (_sends.Count < ReportLimits.Lives)
                _sends.Add(life);
            else
                _omitted++;
        }
    }

    /// <summary>A message was given to the application.</summary>
    public void Add(DeliveryMoment delivery)
    {
        Interlocked.Increment(ref _seen);
        if (!_sampling.Chooses(delivery.Message))
            return;
        lock (_lock)
        {
            if (_deliveries.Count < ReportLimits.Lives)
                _deliveries.Add(delivery);
            else
                _omitted++;
        }
    }

    /// <summary>A second has passed, in which so many messages were delivered, as the group's own counter says.</summary>
    /// <returns>How many of them were seen.</returns>
    public long Adapt()
    {
        long seen = Interlocked.Exchange(ref _seen, 0);
        _sampling.Adapt(seen);
        return seen;
    }

    /// <summary>What is to be told; null where there is nothing.</summary>
    /// <param name="unseen">For each message that is seen, so many pass unseen, on average.</param>
    public LifeBatch? Take(double unseen)
    {
        lock (_lock)
        {
            if (_sends.Count == 0 && _deliveries.Count == 0 && _omitted == 0)
                return null;
            var batch = new LifeBatch(name, _sampling.OneOf * (1 + unseen), _omitted, _sends, _deliveries);
            (_sends, _deliveries, _omitted) = ([], [], 0);
            return batch;
        }
    }
}

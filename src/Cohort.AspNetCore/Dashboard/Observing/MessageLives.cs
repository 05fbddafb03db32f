using System.Diagnostics;
using Cohort.AspNetCore.Dashboard.Reports;
using Cohort.Runtime.Observation;

namespace Cohort.AspNetCore.Dashboard.Observing;

/// <summary>
/// Listens, while somebody looks at a diagram, to the lives of this node's messages. Where there are very many of them, activities are made only
/// in a part of each second, the same part at all nodes by their clocks.
/// </summary>
internal sealed class MessageLives : IDisposable
{
    private const int ActivitiesPerSecond = 4000;
    private const long SliceTicks = TimeSpan.TicksPerSecond / 2;

    // Messages that were sent in a part of the second are delivered a little later.
    private const long TailTicks = TimeSpan.TicksPerSecond / 10;

    private readonly Lock _lock = new();
    private readonly ActivityListener _listener;
    private readonly string _cluster;
    private readonly string _node;
    private volatile FollowedGroup[] _groups = [];
    private long _openTicks = SliceTicks;

    public MessageLives(string cluster, string node)
    {
        (_cluster, _node) = (cluster, node);
        _listener = new ActivityListener
        {
            ShouldListenTo = static source => source.Name == CohortTelemetry.ActivitySourceName,
            Sample = (ref ActivityCreationOptions<ActivityContext> created) => Sample(created.Name),
            ActivityStopped = Stopped,
        };
        ActivitySource.AddActivityListener(_listener);
    }

    /// <summary>Follows these groups from now on, and no others.</summary>
    public void Follow(IEnumerable<string> names)
    {
        lock (_lock)
        {
            FollowedGroup[] before = _groups;
            _groups =
            [
                .. names.Select(name => Array.Find(before, group => group.Name == name) ?? new FollowedGroup(name)),
            ];
        }
    }

    /// <summary>What is to be told.</summary>
    public IReadOnlyList<LifeBatch> Take()
    {
        double unseen = ((double)SliceTicks / Volatile.Read(ref _openTicks)) - 1;
        return [.. _groups.Select(group => group.Take(unseen)).OfType<LifeBatch>()];
    }

    /// <summary>A second has passed.</summary>
    public void Adapt()
    {
        double open = (double)Volatile.Read(ref _openTicks) / SliceTicks;
        double perSecond = _groups.Sum(group => group.Adapt()) / open;
        double share = Math.Clamp(ActivitiesPerSecond / Math.Max(1, perSecond), 0.02, 1);
        Volatile.Write(ref _openTicks, (long)(share * SliceTicks));
    }

    public void Dispose() => _listener.Dispose();

    private ActivitySamplingResult Sample(string name)
    {
        long tail = name switch
        {
            Spans.Send => 0,
            Spans.Handle => TailTicks,
            _ => -1,
        };
        return tail >= 0 && DateTime.UtcNow.Ticks % SliceTicks <= Volatile.Read(ref _openTicks) + tail
            ? ActivitySamplingResult.AllData
            : ActivitySamplingResult.None;
    }

    // On the thread on which it has happened, often the node's own.
    private void Stopped(Activity activity)
    {
        bool isSend = activity.OperationName == Spans.Send;
        if (!isSend && activity.OperationName != Spans.Handle)
            return;
        if (
            activity.GetTagItem(Tag.Node) as string != _node
            || activity.GetTagItem(Tag.Cluster) as string != _cluster
            || Find(activity.GetTagItem(Tag.Group) as string) is not { } group
        )
            return;
        string? message = activity.GetTagItem(Tag.Message) as string;
        if (isSend)
            group.Add(LifeOf(activity, message));
        else if (message is not null)
            group.Add(
                new DeliveryMoment(
                    message,
                    activity.GetTagItem(Tag.Sender) as string ?? "",
                    EpochTime.Of(activity.StartTimeUtc),
                    activity.Duration.TotalMilliseconds
                )
            );
    }

    private FollowedGroup? Find(string? name)
    {
        foreach (FollowedGroup group in _groups)
            if (group.Name == name)
                return group;
        return null;
    }

    private static SendLife LifeOf(Activity activity, string? message)
    {
        double? accepted = null;
        double? ordered = null;
        double? stable = null;
        double? delivered = null;
        foreach (ref readonly ActivityEvent happened in activity.EnumerateEvents())
        {
            double at = EpochTime.Of(happened.Timestamp.UtcDateTime);
            switch (happened.Name)
            {
                case Spans.Accepted:
                    accepted = at;
                    break;
                case Spans.Ordered:
                    ordered = at;
                    break;
                case Spans.Stable:
                    stable = at;
                    break;
                case Spans.Delivered:
                    delivered = at;
                    break;
            }
        }
        return new SendLife(
            message,
            EpochTime.Of(activity.StartTimeUtc),
            accepted,
            ordered,
            stable,
            delivered,
            activity.GetTagItem(Tag.Order) as string ?? "",
            activity.GetTagItem(Tag.Delivery) as string ?? "",
            activity.GetTagItem(Tag.Bytes) as int? ?? 0,
            activity.Status == ActivityStatusCode.Error ? activity.StatusDescription : null
        );
    }
}

using System.Diagnostics;

namespace Cohort.Runtime.Observation;

/// <summary>A call that joins a group: how long it takes, and its activity.</summary>
internal sealed class JoinObservation : IDisposable
{
    private readonly Activity? _activity = Instruments.Activities.StartActivity(Spans.Join);
    private readonly long _began = Stopwatch.GetTimestamp();
    private bool _joined;

    public JoinObservation(NodeObservation node, string group)
    {
        foreach (KeyValuePair<string, object?> tag in node.Tags)
            _activity?.SetTag(tag.Key, tag.Value);
        _activity?.SetTag(Tag.Group, group);
    }

    /// <summary>The member holds the group's state.</summary>
    public void Joined(Group group)
    {
        _joined = true;
        _activity?.SetTag(Tag.View, group.View.Number.ToString());
        Instruments.JoinDuration.Record(
            Stopwatch.GetElapsedTime(_began).TotalSeconds,
            group.Membership.Observation.Tags
        );
    }

    public void Dispose()
    {
        if (!_joined)
            _activity?.SetStatus(ActivityStatusCode.Error, "The group was not joined.");
        _activity?.Dispose();
    }
}

using System.Diagnostics;

namespace Cohort.Runtime.Observation;

/// <summary>One call of the handler of messages: how long it takes, and its activity, which is the current one meanwhile.</summary>
internal readonly struct HandlerObservation : IDisposable
{
    private readonly GroupObservation _group;
    private readonly Activity? _activity;
    private readonly long _began = Stopwatch.GetTimestamp();

    public HandlerObservation(GroupObservation group, in Message message)
    {
        _group = group;
        _activity = group.Start(Spans.Handle, ActivityKind.Consumer);
        _activity?.SetTag(Tag.Message, message.Id.ToString());
        _activity?.SetTag(Tag.Sender, message.Sender.Name);
        _activity?.SetTag(Tag.Order, Tag.Of(message.Order));
        _activity?.SetTag(Tag.Delivery, Tag.Of(message.Delivery));
        _activity?.SetTag(Tag.Bytes, message.Payload.Length);
    }

    /// <summary>It threw.</summary>
    public void Fail(Exception failure) =>
        _activity?.SetStatus(ActivityStatusCode.Error, $"{failure.GetType().Name}: {failure.Message}");

    public void Dispose()
    {
        _activity?.Dispose();
        Instruments.HandlerDuration.Record(Stopwatch.GetElapsedTime(_began).TotalSeconds, _group.Tags);
    }
}

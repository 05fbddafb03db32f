using System.Diagnostics.Tracing;

namespace Cohort.Cli.Bench.Members;

/// <summary>
/// Counts the bytes that this process writes to sockets, as the runtime itself counts them for whoever asks: it does
/// not for anybody else, so this listens only for as long as needed. Each time that the runtime tells its count, the
/// deliveries are counted too, so that the two belong together.
/// </summary>
internal sealed class SocketCounter : EventListener
{
    private const string Source = "System.Net.Sockets";
    private const string Counter = "bytes-sent";
    private const string Interval = "0.1";

    /// <summary>Long enough for the runtime to have told its count at least once.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(300);

    private readonly Lock _lock = new();
    private readonly Func<double> _deliveries;
    private SocketUse? _first;
    private SocketUse? _last;

    public SocketCounter(Func<double> deliveries)
    {
        _deliveries = deliveries;
        // Not where the listener hears of sources: the constructor of its base class calls that before this one runs.
        foreach (EventSource source in EventSource.GetSources())
            if (source.Name == Source)
                EnableEvents(
                    source,
                    EventLevel.Critical,
                    EventKeywords.None,
                    new Dictionary<string, string?> { ["EventCounterIntervalSec"] = Interval }
                );
    }

    /// <summary>What was used between the first and the last time that the runtime told its count.</summary>
    public SocketUse Use
    {
        get
        {
            lock (_lock)
                return _first is null || _last is null
                    ? new SocketUse(0, 0)
                    : new SocketUse(_last.Bytes - _first.Bytes, _last.Deliveries - _first.Deliveries);
        }
    }

    protected override void OnEventWritten(EventWrittenEventArgs eventData)
    {
        if (
            eventData.EventSource.Name != Source
            || eventData.Payload is not [IDictionary<string, object?> counter, ..]
            || counter["Name"] is not Counter
            || counter["Mean"] is not double bytes
        )
            return;
        lock (_lock)
        {
            _last = new SocketUse(bytes, _deliveries());
            _first ??= _last;
        }
    }
}

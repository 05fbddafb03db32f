using System.Diagnostics.Metrics;
using Cohort.Runtime.Connections;

namespace Cohort.Tests.Runtime.Connections;

/// <summary>What one node's counters have said since.</summary>
internal sealed class HeardTraffic : IDisposable
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, long> _sums = [];
    private readonly MeterListener _listener = new();

    public HeardTraffic(SocketTraffic traffic)
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter == traffic.Meter)
                listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<long>(Hear);
        _listener.Start();
    }

    public long this[string instrument]
    {
        get
        {
            lock (_lock)
                return _sums.GetValueOrDefault(instrument);
        }
    }

    public void Dispose() => _listener.Dispose();

    private void Hear(
        Instrument instrument,
        long measurement,
        ReadOnlySpan<KeyValuePair<string, object?>> tags,
        object? state
    )
    {
        lock (_lock)
            _sums[instrument.Name] = _sums.GetValueOrDefault(instrument.Name) + measurement;
    }
}

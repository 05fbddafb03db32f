using System.Diagnostics.Metrics;

namespace Cohort.Cli.Bench.Members;

/// <summary>
/// Counts what the library's connections write, as the library itself tells whoever listens: it is told nothing as long
/// as nobody does, so this listens only while it is needed.
/// </summary>
internal sealed class SocketCounter : IDisposable
{
    private const string Meter = "Cohort";
    private const string Writes = "cohort.socket.writes";
    private const string Bytes = "cohort.socket.bytes";

    private readonly MeterListener _listener = new();
    private readonly Func<double> _deliveries;
    private readonly double _deliveriesBefore;
    private long _writes;
    private long _bytes;

    /// <summary>Begins to count.</summary>
    /// <param name="deliveries">How many messages were delivered so far.</param>
    public SocketCounter(Func<double> deliveries)
    {
        (_deliveries, _deliveriesBefore) = (deliveries, deliveries());
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name == Meter && instrument.Name is Writes or Bytes)
                listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<long>(Count);
        _listener.Start();
    }

    /// <summary>What was used since the beginning.</summary>
    public SocketUse Use =>
        new(Interlocked.Read(ref _bytes), Interlocked.Read(ref _writes), _deliveries() - _deliveriesBefore);

    /// <summary>Counts no more.</summary>
    public void Dispose() => _listener.Dispose();

    private void Count(
        Instrument instrument,
        long measurement,
        ReadOnlySpan<KeyValuePair<string, object?>> tags,
        object? state
    ) => Interlocked.Add(ref instrument.Name == Writes ? ref _writes : ref _bytes, measurement);
}

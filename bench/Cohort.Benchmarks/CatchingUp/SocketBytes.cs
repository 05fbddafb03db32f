using System.Diagnostics.Metrics;

namespace Cohort.Benchmarks.CatchingUp;

/// <summary>Counts what all nodes of this process write to their sockets.</summary>
internal sealed class SocketBytes : IDisposable
{
    private readonly MeterListener _listener = new();
    private long _written;

    public SocketBytes()
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name == "Cohort" && instrument.Name == "cohort.socket.bytes")
                listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<long>((_, bytes, _, _) => Interlocked.Add(ref _written, bytes));
        _listener.Start();
    }

    public long Written => Interlocked.Read(ref _written);

    public void Dispose() => _listener.Dispose();
}

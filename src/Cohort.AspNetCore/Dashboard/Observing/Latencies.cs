using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Cohort.AspNetCore.Dashboard.Reports;
using Cohort.Runtime.Observation;

namespace Cohort.AspNetCore.Dashboard.Observing;

/// <summary>Listens, while somebody watches, to how long this node's messages take and to how much its sockets carry.</summary>
internal sealed class Latencies : IDisposable
{
    private readonly MeterListener _listener = new();
    private readonly ConcurrentDictionary<string, LatencyCounts> _groups = new(StringComparer.Ordinal);
    private readonly string _cluster;
    private readonly string _node;
    private long _socketBytes;

    public Latencies(string cluster, string node)
    {
        (_cluster, _node) = (cluster, node);
        _listener.InstrumentPublished = static (instrument, listener) =>
        {
            if (
                instrument.Meter.Name == CohortTelemetry.MeterName
                && instrument.Name is "cohort.delivery.latency" or "cohort.socket.bytes" or "cohort.socket.bytes.read"
            )
                listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<double>((_, seconds, tags, _) => Took(seconds, tags));
        _listener.SetMeasurementEventCallback<long>((_, bytes, tags, _) => Carried(bytes, tags));
        _listener.Start();
    }

    /// <summary>Bytes that were written and read since it listens.</summary>
    public long SocketBytes => Volatile.Read(ref _socketBytes);

    /// <summary>How long messages of a group took since this was asked the last time.</summary>
    public LatencySummary? Take(string group) =>
        _groups.TryGetValue(group, out LatencyCounts? counts) ? counts.Take() : null;

    public void Dispose() => _listener.Dispose();

    private void Took(double seconds, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        if (IsOwn(tags, out string? group) && group is not null)
            _groups.GetOrAdd(group, static _ => new LatencyCounts()).Add(seconds);
    }

    private void Carried(long bytes, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        if (IsOwn(tags, out _))
            Interlocked.Add(ref _socketBytes, bytes);
    }

    // The meter is one for all nodes of the process.
    private bool IsOwn(ReadOnlySpan<KeyValuePair<string, object?>> tags, out string? group)
    {
        group = null;
        bool isNode = false;
        bool isCluster = false;
        foreach (KeyValuePair<string, object?> tag in tags)
            switch (tag.Key)
            {
                case Tag.Node:
                    isNode = tag.Value is string node && node == _node;
                    break;
                case Tag.Cluster:
                    isCluster = tag.Value is string cluster && cluster == _cluster;
                    break;
                case Tag.Group:
                    group = tag.Value as string;
                    break;
            }
        return isNode && isCluster;
    }
}

using System.Diagnostics.Metrics;
using System.Runtime.CompilerServices;

namespace Cohort.Tests.Observation;

/// <summary>
/// What the meter tells of some nodes: others may be at work in the same process. Counters and histograms add up what is told; of what is
/// looked at when it is collected, the last value counts.
/// </summary>
internal sealed class Measurements : IDisposable
{
    private readonly Lock _lock = new();
    private readonly HashSet<string> _nodes;
    private readonly List<Measured> _told = [];
    private readonly MeterListener _listener = new();
    private List<Measured> _seen = [];

    public Measurements(params string[] nodes)
    {
        _nodes = [.. nodes];
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name == CohortTelemetry.MeterName)
                listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Hear(instrument, value, tags));
        _listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Hear(instrument, value, tags));
        _listener.Start();
    }

    /// <summary>One measurement.</summary>
    internal sealed record Measured(string Instrument, double Value, Dictionary<string, string> Tags);

    /// <summary>All that fits, as of now.</summary>
    /// <param name="instrument">The instrument.</param>
    /// <param name="tags">Tags that it has, each as <c>name=value</c>; of the library's own, <c>cohort.</c> may be left out.</param>
    public IReadOnlyList<Measured> All(string instrument, params string[] tags)
    {
        Collect();
        lock (_lock)
            return
            [
                .. _told
                    .Concat(_seen)
                    .Where(measured => measured.Instrument == instrument && tags.All(tag => Has(measured, tag))),
            ];
    }

    /// <summary>The sum of all that fits.</summary>
    public double Sum(string instrument, params string[] tags) => All(instrument, tags).Sum(measured => measured.Value);

    /// <summary>The only one that fits.</summary>
    public double Value(string instrument, params string[] tags) => Assert.Single(All(instrument, tags)).Value;

    /// <summary>Looks until it is as expected.</summary>
    public async Task UntilAsync(
        Func<Measurements, bool> condition,
        [CallerArgumentExpression(nameof(condition))] string awaited = ""
    )
    {
        CancellationToken deadline = Deadline.Token;
        while (!condition(this))
        {
            if (deadline.IsCancellationRequested)
                Assert.Fail($"Still not so: {awaited}");
            await Task.Delay(5, CancellationToken.None);
        }
    }

    public void Dispose() => _listener.Dispose();

    private void Collect()
    {
        lock (_lock)
            _seen = [];
        _listener.RecordObservableInstruments();
    }

    private void Hear(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var told = new Dictionary<string, string>();
        foreach (KeyValuePair<string, object?> tag in tags)
            told.Add(tag.Key, $"{tag.Value}");
        if (!_nodes.Contains(told.GetValueOrDefault("cohort.node", "")))
            return;
        lock (_lock)
            (instrument.IsObservable ? _seen : _told).Add(new Measured(instrument.Name, value, told));
    }

    private static bool Has(Measured measured, string tag)
    {
        string[] parts = tag.Split('=', 2);
        return measured.Tags.GetValueOrDefault($"cohort.{parts[0]}") == parts[1];
    }
}

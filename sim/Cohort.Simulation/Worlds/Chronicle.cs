using Cohort.Simulation.Histories;
using Cohort.Simulation.Randomness;

namespace Cohort.Simulation.Worlds;

/// <summary>All that is kept of a run: the history for the checkers, a digest that two equal runs share, a text for people.</summary>
internal sealed class Chronicle(Timeline timeline, ITraceWriter? trace)
{
    private readonly List<HistoryEvent> _events = new(4096);

    /// <summary>The history so far.</summary>
    public IReadOnlyList<HistoryEvent> Events => _events;

    /// <summary>A digest of every step of every machine.</summary>
    public ulong Hash { get; private set; } = Digest.Start;

    /// <summary>Where the text goes; null where none is asked for, so that <c>Trace?.Write(…)</c> builds no string.</summary>
    public ITraceWriter? Trace { get; } = trace;

    /// <summary>How many messages were delivered.</summary>
    public long Deliveries { get; private set; }

    /// <summary>Adds an event.</summary>
    public void Record(HistoryEvent happened)
    {
        _events.Add(happened);
        if (happened is MessageDelivered)
            Deliveries++;
    }

    /// <summary>Folds a value into the digest.</summary>
    public void Fold(ulong value) => Hash = Digest.Fold(Hash, value);

    /// <summary>Folds bytes into the digest.</summary>
    public void Fold(ReadOnlySpan<byte> bytes) => Hash = Digest.Fold(Hash, bytes);

    /// <summary>Writes a line about a host to the trace, if there is one.</summary>
    public void Say(string host, string text) => Trace?.Write(timeline.Now, host, text);
}

/// <summary>Takes the lines of a readable trace.</summary>
internal interface ITraceWriter
{
    /// <summary>Takes one line.</summary>
    void Write(TimeSpan at, string where, string text);
}

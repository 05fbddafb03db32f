using Cohort.Simulation.Evidence;

namespace Cohort.Simulation.Histories;

/// <summary>All that happened in one run, in the order in which it was recorded, and what else is known of the run.</summary>
/// <param name="events">What happened. Within one process this is the order in which it happened there.</param>
/// <param name="facts">What whoever ran it knows; null where nothing is known, so that only safety can be judged.</param>
public sealed class History(IReadOnlyList<HistoryEvent> events, RunFacts? facts = null)
{
    private RunEvidence? _evidence;

    /// <summary>What happened.</summary>
    public IReadOnlyList<HistoryEvent> Events { get; } = events;

    /// <summary>What whoever ran it knows of the run beyond its events; null where nothing is known.</summary>
    public RunFacts? Facts { get; } = facts;

    /// <summary>The events as the checkers look at them: arranged once, for all of them.</summary>
    internal RunEvidence Evidence => _evidence ??= RunEvidence.Of(this);
}

using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using Cohort.Simulation.Faults;
using Cohort.Simulation.Running;

namespace Cohort.Simulation.Commands;

/// <summary>What a run of <c>cohort simulate</c> found. Its JSON form is read by others: names stay.</summary>
public sealed record SimulateReport
{
    /// <summary>Whether no property was broken in any run, and there was one.</summary>
    public required bool Ok { get; init; }

    /// <summary>How many seeds were run.</summary>
    public required int Seeds { get; init; }

    /// <summary>Hours of virtual time, each of one whole cluster.</summary>
    public required double ClusterHours { get; init; }

    /// <summary>Seconds of real time.</summary>
    public required double WallSeconds { get; init; }

    /// <summary>How much virtual time went by in a minute of real time.</summary>
    public required double ClusterHoursPerMinute { get; init; }

    /// <summary>Messages delivered, counted at every member.</summary>
    public required long Deliveries { get; init; }

    /// <summary>Views that followed another.</summary>
    public required long ViewChanges { get; init; }

    /// <summary>How many times a property was found broken.</summary>
    public required int Violations { get; init; }

    /// <summary>What was broken, seed by seed.</summary>
    public required ImmutableArray<SimulateFailure> Failures { get; init; }

    /// <summary>The middle seed's figures.</summary>
    public required SimulateMedians Medians { get; init; }

    /// <summary>How many faults of each kind took effect.</summary>
    public required ImmutableSortedDictionary<string, long> Faults { get; init; }

    /// <summary>How often a group lost its quorum for good, so that all was stopped and started anew.</summary>
    public required int QuorumsLost { get; init; }

    /// <summary>How many of these were for a change that could not be brought to its end without the dead.</summary>
    public required int BrokenChanges { get; init; }

    /// <summary>How often who came back to a group with its log caught up by what that lacked.</summary>
    public int CaughtUp { get; init; }

    /// <summary>How often it was given the state, since no donor's log had that, or the state was smaller.</summary>
    public int NotInLog { get; init; }

    /// <summary>Whether it was broken off before all was run: what is not in it has shown nothing.</summary>
    public bool Interrupted { get; init; }

    /// <summary>Of a single run, the digest of its trace, in hexadecimal: the same on every machine.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? TraceHash { get; init; }

    /// <summary>Files in which shrunk failures were kept.</summary>
    public ImmutableArray<string> Kept { get; init; } = [];

    /// <summary>Sums seeds up.</summary>
    public static SimulateReport Of(IReadOnlyCollection<SeedOutcome> outcomes, double wallSeconds)
    {
        double hours = outcomes.Sum(outcome => outcome.VirtualTime.TotalHours);
        ImmutableArray<SimulateFailure> failures =
        [
            .. outcomes
                .OrderBy(outcome => outcome.Seed)
                .SelectMany(outcome =>
                    outcome.Violations.Select(found => new SimulateFailure(outcome.Seed, found.Property, found.Text))
                ),
        ];
        return new SimulateReport
        {
            Ok = failures.IsEmpty && outcomes.Count > 0,
            Seeds = outcomes.Count,
            ClusterHours = Math.Round(hours, 4),
            WallSeconds = Math.Round(wallSeconds, 3),
            ClusterHoursPerMinute = wallSeconds > 0 ? Math.Round(hours / wallSeconds * 60, 3) : 0,
            Deliveries = outcomes.Sum(outcome => outcome.Deliveries),
            ViewChanges = outcomes.Sum(outcome => outcome.ViewChanges),
            Violations = failures.Length,
            Failures = failures,
            Medians = SimulateMedians.Of(outcomes),
            Faults = Enum.GetValues<FaultKind>()
                .ToImmutableSortedDictionary(
                    SimulateOptions.NameOf,
                    kind => outcomes.Sum(outcome => (long)outcome.Faults.GetValueOrDefault(kind)),
                    StringComparer.Ordinal
                ),
            QuorumsLost = outcomes.Sum(outcome => outcome.StartsAnew),
            BrokenChanges = outcomes.Sum(outcome => outcome.BrokenChanges),
            CaughtUp = outcomes.Sum(outcome => outcome.CaughtUp),
            NotInLog = outcomes.Sum(outcome => outcome.NotInLog),
        };
    }

    /// <summary>The same of a run that was broken off, which is no good news whatever it found.</summary>
    public SimulateReport AsInterrupted() => this with { Ok = false, Interrupted = true };

    /// <summary>The report as one JSON object.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, SimulateJson.Default.SimulateReport);
}

/// <summary>A property that a seed broke.</summary>
/// <param name="Seed">The seed: <c>cohort simulate --seed</c> shows it again.</param>
/// <param name="Property">The property's id.</param>
/// <param name="Text">What happened.</param>
public sealed record SimulateFailure(ulong Seed, string Property, string Text);

/// <summary>What half of all seeds reach.</summary>
/// <param name="Deliveries">Messages delivered.</param>
/// <param name="ViewChanges">Views that followed another.</param>
/// <param name="FaultKinds">Kinds of faults that took effect.</param>
public sealed record SimulateMedians(long Deliveries, long ViewChanges, long FaultKinds)
{
    internal static SimulateMedians Of(IReadOnlyCollection<SeedOutcome> outcomes) =>
        new(
            Median(outcomes.Select(outcome => outcome.Deliveries)),
            Median(outcomes.Select(outcome => (long)outcome.ViewChanges)),
            Median(outcomes.Select(outcome => (long)outcome.Faults.Count))
        );

    private static long Median(IEnumerable<long> values)
    {
        long[] sorted = [.. values.Order()];
        return sorted.Length == 0 ? 0 : sorted[(sorted.Length - 1) / 2];
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(SimulateReport))]
internal sealed partial class SimulateJson : JsonSerializerContext;

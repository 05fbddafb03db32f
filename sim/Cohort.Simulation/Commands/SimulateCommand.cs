using System.Collections.Immutable;
using System.Diagnostics;
using Cohort.Simulation.Checkers;
using Cohort.Simulation.Diagrams;
using Cohort.Simulation.Histories;
using Cohort.Simulation.Running;
using Cohort.Simulation.Scenarios;
using Cohort.Simulation.Shrinking;
using Cohort.Simulation.Traces;
using Cohort.Simulation.Worlds;

namespace Cohort.Simulation.Commands;

/// <summary>How far a run has come.</summary>
/// <param name="Done">Seeds done.</param>
/// <param name="Total">Seeds to do.</param>
/// <param name="ClusterHours">Virtual time so far.</param>
/// <param name="ClusterHoursPerMinute">How fast it goes.</param>
/// <param name="FailedSeeds">Seeds that broke a property.</param>
/// <param name="Doing">What is being done other than running seeds: shrinking a failure; null otherwise.</param>
public sealed record SimulateProgress(
    int Done,
    int Total,
    double ClusterHours,
    double ClusterHoursPerMinute,
    int FailedSeeds,
    string? Doing = null
);

/// <summary>What <c>cohort simulate</c> does, without its command line: options in, report out.</summary>
/// <param name="options">What to do.</param>
public sealed class SimulateCommand(SimulateOptions options)
{
    // One failure mostly has one cause: to shrink a few says as much as to shrink a hundred.
    private const int ShrunkAtMost = 3;

    /// <summary>Runs the seeds and reports.</summary>
    /// <param name="trace">Where the trace of a single run goes where no file is named; null for nowhere.</param>
    /// <param name="progress">Hears after each seed how far the run has come; null for nobody.</param>
    /// <param name="cancellation">Ends the run; what is done by then is reported, as interrupted. Of a single run, nothing is.</param>
    /// <exception cref="ArgumentException">The options make no sense; the message says why.</exception>
    /// <exception cref="IOException">A file cannot be read or written; the message names the option.</exception>
    public SimulateReport Run(
        TextWriter? trace = null,
        Action<SimulateProgress>? progress = null,
        CancellationToken cancellation = default
    )
    {
        if (options.Problem() is { } problem)
            throw new ArgumentException(problem);
        if (options.Replay is { } file)
            return RunAlone(NamedBy("--replay", () => ScenarioFile.Read(file)).Scenario, trace, progress, cancellation);
        if (options.Seed is { } seed)
            return RunAlone(ScenarioPlanner.Plan(seed, options.Bounds), trace, progress, cancellation);
        return RunMany(progress, cancellation);
    }

    private SimulateReport RunAlone(
        Scenario scenario,
        TextWriter? trace,
        Action<SimulateProgress>? progress,
        CancellationToken cancellation
    )
    {
        Stopwatch stopwatch = Stopwatch.StartNew();
        try
        {
            return RunOne(scenario, trace, progress, cancellation);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            return SimulateReport.Of([], stopwatch.Elapsed.TotalSeconds).AsInterrupted();
        }
    }

    private SimulateReport RunOne(
        Scenario scenario,
        TextWriter? trace,
        Action<SimulateProgress>? progress,
        CancellationToken cancellation
    )
    {
        Stopwatch stopwatch = Stopwatch.StartNew();
        using StreamWriter? file = Create("--trace", options.TraceFile);
        // Opened before the run, so that a path that does not do is known before it.
        using StreamWriter? diagram = Create("--diagram", options.DiagramFile);
        TextTrace? text = (file ?? trace) is { } writer ? new TextTrace(writer) : null;
        SimulationResult result = ClusterSimulation.Run(scenario, PropertyCheckers.All, Machine, text, cancellation);
        SeedOutcome outcome = SeedOutcome.Of(result);
        diagram?.Write(Draw(result));
        SimulateReport report = SimulateReport.Of([outcome], stopwatch.Elapsed.TotalSeconds) with
        {
            TraceHash = result.TraceHash.ToString("x16", null),
        };
        return report with { Kept = ShrinkFailures([(scenario, outcome)], progress, cancellation) };
    }

    private static StreamWriter? Create(string option, string? path) =>
        path is null ? null : NamedBy(option, () => new StreamWriter(path));

    // Of several files that were named, the message says which one did not do.
    private static T NamedBy<T>(string option, Func<T> use)
    {
        try
        {
            return use();
        }
        catch (Exception error) when (error is IOException or InvalidDataException or UnauthorizedAccessException)
        {
            throw new IOException($"{option}: {error.Message}", error);
        }
    }

    private string Draw(SimulationResult result) =>
        SpaceTimeDiagram.Draw(
            result.History,
            new DiagramOptions
            {
                Title = $"Seed {result.Scenario.Seed}",
                From = options.DiagramFrom,
                To = options.DiagramTo,
            }
        );

    private SimulateReport RunMany(Action<SimulateProgress>? progress, CancellationToken cancellation)
    {
        using RunJournal? journal = options.ResumeFile is { } path
            ? NamedBy("--resume", () => RunJournal.Open(path, options.Bounds))
            : null;
        List<SeedOutcome> outcomes = [.. Within(journal?.Done ?? [])];
        HashSet<ulong> done = [.. outcomes.Select(outcome => outcome.Seed)];
        double before = journal?.SecondsBefore ?? 0;
        Stopwatch stopwatch = Stopwatch.StartNew();
        double hours = outcomes.Sum(outcome => outcome.VirtualTime.TotalHours);
        int failed = outcomes.Count(outcome => !outcome.Violations.IsEmpty);
        SeedRange range = new(options.Bounds, options.Workers);
        range.Run(
            AllSeeds().Where(seed => !done.Contains(seed)),
            outcome =>
            {
                outcomes.Add(outcome);
                double seconds = before + stopwatch.Elapsed.TotalSeconds;
                journal?.Add(outcome, seconds);
                hours += outcome.VirtualTime.TotalHours;
                failed += outcome.Violations.IsEmpty ? 0 : 1;
                progress?.Invoke(new(outcomes.Count, options.Seeds, hours, hours / seconds * 60, failed));
            },
            cancellation
        );
        SimulateReport report = SimulateReport.Of(outcomes, before + stopwatch.Elapsed.TotalSeconds);
        if (outcomes.Count < options.Seeds)
            report = report.AsInterrupted();
        IEnumerable<(Scenario, SeedOutcome)> failures = outcomes
            .Where(outcome => !outcome.Violations.IsEmpty)
            .OrderBy(outcome => outcome.Seed)
            .Select(outcome => (ScenarioPlanner.Plan(outcome.Seed, options.Bounds), outcome));
        return report with { Kept = ShrinkFailures(failures, progress, cancellation) };
    }

    private ImmutableArray<string> ShrinkFailures(
        IEnumerable<(Scenario Scenario, SeedOutcome Outcome)> failures,
        Action<SimulateProgress>? progress,
        CancellationToken cancellation
    )
    {
        if (!options.Shrink || options.KeepIn is not { } folder)
            return [];
        List<string> kept = [];
        foreach ((Scenario scenario, SeedOutcome outcome) in failures)
        {
            if (outcome.Violations.IsEmpty || kept.Count == ShrunkAtMost || cancellation.IsCancellationRequested)
                continue;
            Violation violation = outcome.Violations[0];
            progress?.Invoke(new(0, 0, 0, 0, 0, $"shrinking seed {scenario.Seed} ({violation.Property})"));
            Shrinker shrinker = new(candidate => ClusterSimulation.Run(candidate, CheckersOf(violation)).Violations);
            ScenarioFile smallest = shrinker.Shrink(scenario, violation, cancellation);
            kept.Add(NamedBy("--keep", () => Corpus.Keep(folder, smallest)));
        }

        return [.. kept];
    }

    // While shrinking only the broken property matters; a machine that breaks needs no checker at all.
    private static ImmutableArray<IPropertyChecker> CheckersOf(Violation violation) =>
        [.. PropertyCheckers.All.Where(checker => checker.Property == violation.Property)];

    private static IMachine Machine(Cohort.Protocol.NodeSettings settings, ulong seed) =>
        new ProtocolMachine(settings, seed);

    private IEnumerable<ulong> AllSeeds() =>
        Enumerable.Range(0, options.Seeds).Select(offset => options.FirstSeed + (ulong)offset);

    private IEnumerable<SeedOutcome> Within(IEnumerable<SeedOutcome> outcomes) =>
        outcomes.Where(outcome =>
            outcome.Seed >= options.FirstSeed && outcome.Seed - options.FirstSeed < (ulong)options.Seeds
        );
}

using System.Diagnostics;
using Cohort.Simulation.Checkers;
using Cohort.Simulation.Commands;
using Cohort.Simulation.Running;
using Cohort.Simulation.Scenarios;
using Cohort.Simulation.Shrinking;

namespace Cohort.Cli.Simulate;

/// <summary>Runs every scenario that once failed: none may fail again.</summary>
internal static class CorpusReplay
{
    /// <summary>Runs all scenarios of a folder.</summary>
    public static SimulateReport Run(
        DirectoryInfo folder,
        Action<SimulateProgress> progress,
        CancellationToken cancellationToken
    )
    {
        (string Name, ScenarioFile File)[] scenarios = Read(folder);
        if (scenarios.Length == 0)
            throw new InvalidDataException($"--corpus: There is no scenario in {folder.FullName}.");
        var stopwatch = Stopwatch.StartNew();
        var outcomes = new List<SeedOutcome>();
        double hours = 0;
        foreach ((_, ScenarioFile file) in scenarios)
        {
            if (TryRun(file, cancellationToken) is not { } outcome)
                return SimulateReport.Of(outcomes, stopwatch.Elapsed.TotalSeconds).AsInterrupted();
            outcomes.Add(outcome);
            hours += outcome.VirtualTime.TotalHours;
            progress(
                new SimulateProgress(
                    outcomes.Count,
                    scenarios.Length,
                    hours,
                    hours / stopwatch.Elapsed.TotalMinutes,
                    outcomes.Count(ran => !ran.Violations.IsEmpty)
                )
            );
        }
        return SimulateReport.Of(outcomes, stopwatch.Elapsed.TotalSeconds);
    }

    private static (string Name, ScenarioFile File)[] Read(DirectoryInfo folder)
    {
        try
        {
            return [.. Corpus.Read(folder.FullName)];
        }
        catch (Exception error) when (error is IOException or InvalidDataException or UnauthorizedAccessException)
        {
            throw new IOException($"--corpus: {error.Message}", error);
        }
    }

    private static SeedOutcome? TryRun(ScenarioFile file, CancellationToken cancellationToken)
    {
        try
        {
            return SeedOutcome.Of(ClusterSimulation.Run(file.Scenario, PropertyCheckers.All, cancellationToken));
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return null;
        }
    }
}

using System.Collections.Concurrent;
using Cohort.Simulation.Checkers;
using Cohort.Simulation.Scenarios;

namespace Cohort.Simulation.Running;

/// <summary>Runs many seeds on all cores.</summary>
/// <param name="bounds">What the scenarios are drawn from.</param>
/// <param name="workers">How many run at a time.</param>
public sealed class SeedRange(ScenarioBounds bounds, int workers)
{
    /// <summary>
    /// Runs the seeds and hands over each outcome as it comes, one at a time, in no particular order. Ends early when
    /// cancelled, with what was begun finished.
    /// </summary>
    /// <param name="seeds">The seeds.</param>
    /// <param name="take">Takes each outcome; never called twice at once.</param>
    /// <param name="cancellation">Ends the run.</param>
    public void Run(IEnumerable<ulong> seeds, Action<SeedOutcome> take, CancellationToken cancellation)
    {
        Lock oneAtATime = new();
        // One seed at a time to each worker: some take ten times as long as others.
        OrderablePartitioner<ulong> single = Partitioner.Create(seeds, EnumerablePartitionerOptions.NoBuffering);
        ParallelOptions options = new() { MaxDegreeOfParallelism = workers };
        Parallel.ForEach(
            single,
            options,
            (seed, state) =>
            {
                if (cancellation.IsCancellationRequested)
                {
                    state.Stop();
                    return;
                }

                SeedOutcome outcome = RunOne(seed);
                lock (oneAtATime)
                    take(outcome);
            }
        );
    }

    private SeedOutcome RunOne(ulong seed) =>
        SeedOutcome.Of(ClusterSimulation.Run(ScenarioPlanner.Plan(seed, bounds), PropertyCheckers.All));
}

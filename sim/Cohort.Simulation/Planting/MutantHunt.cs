using System.Collections.Concurrent;
using Cohort.Protocol;
using Cohort.Simulation.Checkers;
using Cohort.Simulation.Histories;
using Cohort.Simulation.Running;
using Cohort.Simulation.Scenarios;

namespace Cohort.Simulation.Planting;

/// <summary>
/// Shows what the checkers are worth: plants one mistake at a time in the protocol core, and runs seeds until a property
/// breaks. Only the build with <c>-p:Mutants=true</c> can.
/// </summary>
/// <param name="bounds">What the scenarios are drawn from.</param>
/// <param name="firstSeed">The first seed.</param>
/// <param name="seeds">How many are tried before a mistake counts as not found.</param>
/// <param name="workers">How many run at a time.</param>
public sealed class MutantHunt(ScenarioBounds bounds, ulong firstSeed, int seeds, int workers)
{
    /// <summary>The mistakes that only groups which keep a log can show.</summary>
    private static readonly Mutant[] s_ofDisks =
    [
        Mutant.AcceptsBeforeSync,
        Mutant.AcknowledgesBeforeSync,
        Mutant.BaseForgetsPlacements,
        Mutant.BaseVectorIsReceived,
        Mutant.DifferenceEndsEarly,
        Mutant.DifferenceNotKept,
        Mutant.DifferenceReplacesCopy,
        Mutant.DropsBeforeStateIsSynced,
        Mutant.DurableWhenStable,
        Mutant.LendsAddressToFormerRoot,
        Mutant.OwnTailBeyondCutIsKept,
        Mutant.ReplayBeginsAnew,
        Mutant.RotIsRead,
        Mutant.StaleLogGoesOn,
        Mutant.StateNotKept,
        Mutant.SyncFailureIgnored,
        Mutant.TailCutTooFar,
        Mutant.TailNotRewritten,
    ];

    /// <summary>Whether this build can make mistakes.</summary>
    public static bool IsPossible =>
#if COHORT_MUTANTS
        true;
#else
        false;
#endif

    /// <summary>The names of all mistakes.</summary>
    public static IReadOnlyList<string> Names =>
        [.. Enum.GetValues<Mutant>().Where(mutant => mutant != Mutant.None).Select(mutant => $"{mutant}")];

    /// <summary>Plants a mistake and looks for the first seed that shows it.</summary>
    /// <exception cref="InvalidOperationException">This build cannot make mistakes.</exception>
    /// <exception cref="ArgumentException">There is no such mistake.</exception>
    public MutantFinding Hunt(string name, CancellationToken cancellation)
    {
        if (!Enum.TryParse(name, ignoreCase: true, out Mutant mutant) || mutant == Mutant.None)
            throw new ArgumentException($"There is no mutant \"{name}\". There are: {string.Join(", ", Names)}.");
        var found = new ConcurrentDictionary<long, Violation>();
        var options = new ParallelOptions { MaxDegreeOfParallelism = workers };
        // Broken off, such a loop still ends every iteration before the one that broke it off: the first seed is the
        // first, however many run at a time.
        ParallelLoopResult loop = Parallel.For(
            0L,
            seeds,
            options,
            (offset, state) =>
            {
                // What is left is passed over: such a loop cannot both be stopped and broken off.
                if (cancellation.IsCancellationRequested)
                    return;
                if (BrokenBy(mutant, firstSeed + (ulong)offset) is { } violation)
                {
                    found[offset] = violation;
                    state.Break();
                }
            }
        );
        if (loop.LowestBreakIteration is not { } lowest)
            return new MutantFinding($"{mutant}", null, seeds, null, null);
        return new MutantFinding(
            $"{mutant}",
            firstSeed + (ulong)lowest,
            (int)lowest + 1,
            found[lowest].Property,
            found[lowest].Text
        );
    }

    // What the core breaks without any mistake says nothing of this one.
    private Violation? BrokenBy(Mutant mutant, ulong seed)
    {
        ScenarioBounds scenarios = s_ofDisks.Contains(mutant) ? bounds with { Disks = true } : bounds;
        return
            FirstViolation(mutant, seed, scenarios) is { } violation
            && FirstViolation(Mutant.None, seed, scenarios) is null
            ? violation
            : null;
    }

    private static Violation? FirstViolation(Mutant mutant, ulong seed, ScenarioBounds scenarios)
    {
        using Planting planting = new(mutant);
        SimulationResult result = ClusterSimulation.Run(ScenarioPlanner.Plan(seed, scenarios), PropertyCheckers.All);
        return result.Violations.FirstOrDefault();
    }

    /// <summary>The mistake that this thread's machines make, for a while.</summary>
    private readonly ref struct Planting
    {
        public Planting(Mutant mutant) => Plant(mutant);

        public void Dispose() => Plant(Mutant.None);

        private static void Plant(Mutant mutant)
        {
#if COHORT_MUTANTS
            Mutants.Planted = mutant;
#else
            throw new InvalidOperationException(
                $"This build cannot make the mistake {mutant}: build with -p:Mutants=true, as ./cohort simulate --mutants does."
            );
#endif
        }
    }
}

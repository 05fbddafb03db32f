using System.Collections.Immutable;
using Cohort.Simulation.Faults;
using Cohort.Simulation.Histories;
using Cohort.Simulation.Scenarios;

namespace Cohort.Simulation.Shrinking;

/// <summary>
/// Makes a failing scenario smaller for as long as it breaks the same property: fewer faults, hosts, groups, messages,
/// less time. What is left is mostly what mattered. (The faults are halved and halved again, as in delta debugging:
/// Zeller, Hildebrandt, TSE 2002.)
/// </summary>
/// <param name="run">Runs a scenario and returns what it breaks.</param>
/// <param name="runsAllowed">How many runs may be spent.</param>
public sealed class Shrinker(Func<Scenario, ImmutableArray<Violation>> run, int runsAllowed = 400)
{
    private int _runsLeft = runsAllowed;

    /// <summary>The smallest scenario found that breaks the property, and how it does.</summary>
    public ScenarioFile Shrink(Scenario scenario, Violation violation, CancellationToken cancellation = default)
    {
        ScenarioFile smallest = new()
        {
            Property = violation.Property,
            Text = violation.Text,
            Scenario = scenario,
        };
        bool progress = true;
        while (progress && !IsSpent(cancellation))
        {
            progress = false;
            smallest = ShrinkFaults(smallest, cancellation, ref progress);
            foreach (Func<Scenario, Scenario?> step in Simplifications.All)
                while (step(smallest.Scenario) is { } simpler && Try(simpler, ref smallest, cancellation))
                    progress = true;
        }

        return smallest;
    }

    private bool IsSpent(CancellationToken cancellation) => _runsLeft <= 0 || cancellation.IsCancellationRequested;

    private ScenarioFile ShrinkFaults(ScenarioFile smallest, CancellationToken cancellation, ref bool progress)
    {
        int size = Math.Max(1, smallest.Scenario.Faults.Length / 2);
        while (size > 0 && !IsSpent(cancellation))
        {
            bool removed = false;
            for (int first = 0; first < smallest.Scenario.Faults.Length && !IsSpent(cancellation); )
            {
                ImmutableArray<PlannedFault> faults = smallest.Scenario.Faults;
                Scenario without = smallest.Scenario with
                {
                    Faults = faults.RemoveRange(first, Math.Min(size, faults.Length - first)),
                };
                if (Try(without, ref smallest, cancellation))
                    removed = progress = true;
                else
                    first += size;
            }

            if (!removed || size > 1)
                size /= 2;
        }

        return smallest;
    }

    private bool Try(Scenario candidate, ref ScenarioFile smallest, CancellationToken cancellation)
    {
        if (IsSpent(cancellation))
            return false;
        _runsLeft--;
        string property = smallest.Property;
        if (run(candidate).FirstOrDefault(violation => violation.Property == property) is not { } same)
            return false;
        smallest = smallest with { Scenario = candidate, Text = same.Text };
        return true;
    }
}

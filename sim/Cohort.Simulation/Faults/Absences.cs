using Cohort.Simulation.Randomness;
using Cohort.Simulation.Scenarios;

namespace Cohort.Simulation.Faults;

/// <summary>
/// All processes die, and come back but for a listed one or two, which stay away until everything heals: the others go on, as far as
/// their disks suffice, and whoever comes then has an old disk.
/// </summary>
internal static class Absences
{
    private const int Percent = 30;

    private static readonly TimeSpan s_longest = TimeSpan.FromSeconds(2);

    public static IEnumerable<PlannedFault> Plan(SplittableRandom random, Scenario scenario)
    {
        if (!scenario.HasDisks || !random.Percent(Percent))
            yield break;
        TimeSpan at = random.Between(scenario.HealAt / 4, scenario.HealAt * 3 / 4);
        int away = 1 << random.Below(scenario.Listed);
        if (random.Percent(25))
            away |= 1 << random.Below(scenario.Listed);
        TimeSpan lasts = random.MostlyShort(TimeSpan.FromMilliseconds(50), s_longest);
        yield return new PlannedFault
        {
            At = at,
            Kind = FaultKind.Blackout,
            Variant = DiskFaults.WholeCluster,
            Amount = random.Below(1 << scenario.Hosts),
            Away = away,
            For = at + lasts <= scenario.HealAt ? lasts : scenario.HealAt - at,
        };
    }
}

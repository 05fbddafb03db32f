using Cohort.Simulation.Randomness;
using Cohort.Simulation.Scenarios;

namespace Cohort.Simulation.Faults;

/// <summary>
/// Members whose handlers hang, around the time for which the others wait: some move again just in time, some are left out,
/// now and then several at once, or the coordinator.
/// </summary>
internal static class Hangs
{
    private static readonly TimeSpan Apart = TimeSpan.FromSeconds(10);

    public static IEnumerable<PlannedFault> Plan(SplittableRandom random, Scenario scenario, TimeSpan maxLag)
    {
        TimeSpan at = random.Between(TimeSpan.Zero, Apart);
        while (at + maxLag * 6 < scenario.HealAt)
        {
            foreach (int host in Struck(random, scenario.Hosts))
            {
                TimeSpan hang = random.Between(maxLag, maxLag * 4);
                yield return new PlannedFault
                {
                    At = at + random.Between(TimeSpan.Zero, maxLag / 8),
                    Kind = FaultKind.SlowMember,
                    Host = host,
                    // A handler that is at work when the fault ends hangs for the rest of its time.
                    For = random.Between(maxLag / 4, maxLag),
                    Amount = hang.Ticks / TimeSpan.TicksPerMicrosecond,
                };
            }
            at += random.Between(maxLag * 2, Apart);
        }
    }

    private static IEnumerable<int> Struck(SplittableRandom random, int hosts)
    {
        if (random.Percent(25))
            return [PlannedFault.Coordinator];
        List<int> all = [.. Enumerable.Range(0, hosts)];
        random.Shuffle(all);
        return all.Take(random.Percent(50) ? 1 : random.Between(2, hosts));
    }
}

using Cohort.Simulation.Randomness;
using Cohort.Simulation.Scenarios;

namespace Cohort.Simulation.Faults;

/// <summary>
/// Members whose handlers hang, around the time for which the others wait: some move again just in time, some are left out,
/// now and then several at once, or the coordinator.
/// </summary>
internal static class Hangs
{
    private static readonly TimeSpan Apart = TimeSpan.FromSeconds(6);

    public static IEnumerable<PlannedFault> Plan(SplittableRandom random, Scenario scenario, TimeSpan maxLag)
    {
        TimeSpan at = random.Between(TimeSpan.Zero, Apart);
        while (at + maxLag * 3 < scenario.HealAt)
        {
            int together = random.Percent(60) ? 1 : random.Between(2, scenario.Hosts);
            for (int member = 0; member < together; member++)
            {
                TimeSpan hang = random.Between(maxLag / 2, maxLag * 3);
                yield return new PlannedFault
                {
                    At = at + random.Between(TimeSpan.Zero, maxLag / 4),
                    Kind = FaultKind.SlowMember,
                    Host = random.Percent(30) ? PlannedFault.Coordinator : random.Below(scenario.Hosts),
                    // The handler that is at work when the fault strikes is the last that returns at once; the next hangs.
                    For = random.Between(maxLag / 4, maxLag),
                    Amount = hang.Ticks / TimeSpan.TicksPerMicrosecond,
                };
            }
            at += random.Between(maxLag, Apart * 2);
        }
    }
}

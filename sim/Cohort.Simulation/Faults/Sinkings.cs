using Cohort.Simulation.Randomness;
using Cohort.Simulation.Scenarios;
using Cohort.Simulation.Worlds;

namespace Cohort.Simulation.Faults;

/// <summary>
/// A few members reach nobody but one, the bridge; it dies, and they with it, when it has just delivered a Stable message of
/// its own after one of theirs. What they sent is gone with them, and what the bridge delivered must not have needed it: U1
/// in its hardest form, which no faults that strike by themselves bring about.
/// </summary>
internal static class Sinkings
{
    private static readonly TimeSpan Apart = TimeSpan.FromSeconds(8);
    private static readonly TimeSpan Soon = TimeSpan.FromMilliseconds(1);

    public static IEnumerable<PlannedFault> Plan(SplittableRandom random, Scenario scenario)
    {
        TimeSpan at = random.Between(TimeSpan.Zero, Apart * 2);
        while (at + scenario.SuspicionTime * 3 < scenario.HealAt)
        {
            int side = SmallSide(random, scenario.Hosts);
            PlannedFault partition = new()
            {
                At = at,
                Kind = FaultKind.PartitionBridge,
                Host = random.Percent(50) ? PlannedFault.Coordinator : random.Below(scenario.Hosts),
                Variant = side,
                For = scenario.SuspicionTime * 2,
            };
            yield return partition;
            yield return partition with
            {
                At = at + Soon,
                Kind = FaultKind.Crash,
                Variant = 1 + (int)CrashMoment.OwnStableAfterCompanions,
                Companions = side,
                For = random.Between(TimeSpan.FromMilliseconds(100), scenario.SuspicionTime * 2),
            };
            at += random.Between(TimeSpan.Zero, Apart * 2);
        }
    }

    // So few that the others are a quorum without them and the bridge, if all are members.
    private static int SmallSide(SplittableRandom random, int hosts)
    {
        int size = random.Between(1, Math.Max(1, (hosts - 3) / 2));
        int side = 0;
        while (size-- > 0)
            side |= 1 << random.Below(hosts);
        return side;
    }
}

using Cohort.Simulation.Randomness;
using Cohort.Simulation.Scenarios;
using Cohort.Simulation.Worlds;

namespace Cohort.Simulation.Faults;

/// <summary>
/// All but one of the listed nodes are cut off from the rest, and start anew: a root is formed while members of the former one stand.
/// Then they die once more, and come back one after the other, when the rest can be reached: the former root lacks nothing but one of
/// these addresses. Some lose power when their slow disks have perhaps not all that they have said. No faults that strike by
/// themselves bring that about.
/// </summary>
internal static class FormerRoots
{
    private const int TellingPercent = 70;
    private const int Percent = 10;

    private static readonly TimeSpan s_soon = TimeSpan.FromMilliseconds(10);

    public static IEnumerable<PlannedFault> Plan(SplittableRandom random, Scenario scenario)
    {
        TimeSpan lasts = scenario.SuspicionTime * random.Between(4, 8);
        TimeSpan late = scenario.SuspicionTime * random.Between(2, 5);
        // Else nobody is left who could go on with what is left of the former root.
        bool isTelling = Math.Min(scenario.Hosts, scenario.MostVoters) >= scenario.Listed + 2;
        if (!scenario.HasDisks || scenario.Listed < 3 || !random.Percent(isTelling ? TellingPercent : Percent))
            yield break;
        TimeSpan latest = scenario.HealAt - lasts - late;
        if (latest <= TimeSpan.Zero)
            yield break;
        TimeSpan at = random.Between(TimeSpan.Zero, latest);
        int left = random.Below(scenario.Listed);
        int side = ((1 << scenario.Listed) - 1) & ~(1 << left);
        int first = (left + random.Between(1, scenario.Listed - 1)) % scenario.Listed;
        int others = side & ~(1 << first);
        yield return new PlannedFault
        {
            At = at,
            Kind = FaultKind.PartitionHalves,
            Variant = side,
            For = lasts,
        };
        PlannedFault death = new()
        {
            At = at + s_soon,
            Kind = FaultKind.Crash,
            Host = first,
            Companions = others,
            Reckless = true,
            For = random.Between(s_soon, scenario.SuspicionTime / 2),
        };
        yield return death;
        bool isSlow = random.Percent(50);
        if (isSlow)
            yield return death with
            {
                At = at,
                Kind = FaultKind.SlowDisk,
                Companions = 0,
                Amount = (long)lasts.TotalMilliseconds / 2,
                For = lasts * 2 <= scenario.HealAt - at ? lasts * 2 : scenario.HealAt - at,
            };
        yield return death with
        {
            At = at + lasts - s_soon * 2,
            Kind = isSlow ? FaultKind.PowerLoss : FaultKind.Crash,
            Companions = 0,
            For = s_soon * 3,
        };
        int one = System.Numerics.BitOperations.TrailingZeroCount(others);
        yield return death with
        {
            At = at + lasts - s_soon * 2,
            Host = one,
            Companions = others & ~(1 << one),
            For = late,
        };
    }
}

using Cohort.Simulation.Randomness;
using Cohort.Simulation.Scenarios;
using Cohort.Simulation.Worlds;

namespace Cohort.Simulation.Faults;

/// <summary>
/// A member reaches nobody but the coordinator, and dies; and the coordinator dies when it has installed the view that follows,
/// before anybody hears of it. What the first said last the coordinator alone has had, and it stands in the cut: whoever is to go on
/// must have got it before the view was decided.
/// </summary>
internal static class LastWords
{
    private const int Percent = 50;

    private static readonly TimeSpan Apart = TimeSpan.FromSeconds(8);

    public static IEnumerable<PlannedFault> Plan(SplittableRandom random, Scenario scenario)
    {
        if (!random.Percent(Percent))
            yield break;
        TimeSpan at = random.Between(TimeSpan.Zero, Apart * 2);
        while (at + scenario.SuspicionTime * 3 < scenario.HealAt)
        {
            // Nobody is to suspect it before it dies.
            TimeSpan alone = random.Between(scenario.SuspicionTime / 4, scenario.SuspicionTime * 3 / 4);
            int host = random.Below(scenario.Hosts);
            yield return new PlannedFault
            {
                At = at,
                Kind = FaultKind.PartitionBridge,
                Host = PlannedFault.Coordinator,
                Variant = 1 << host,
                For = scenario.SuspicionTime * 2,
            };
            PlannedFault death = new()
            {
                At = at + alone,
                Kind = FaultKind.Crash,
                Host = host,
                For = random.Between(scenario.SuspicionTime / 2, scenario.SuspicionTime * 2),
            };
            yield return death with
            {
                Host = PlannedFault.Coordinator,
                Variant = 1 + (int)CrashMoment.ViewOfGroupUnheard,
            };
            yield return death;
            at += random.Between(TimeSpan.Zero, Apart * 2);
        }
    }
}

using Cohort.Simulation.Randomness;
using Cohort.Simulation.Scenarios;
using Cohort.Simulation.Workloads;
using Cohort.Simulation.Worlds;

namespace Cohort.Simulation.Faults;

/// <summary>
/// Processes that are no nodes die, at once or in the middle of carrying out a step, and start anew at the same address. Host counts
/// the clients; For is how long one is gone; Amount is 1 where bytes under way are lost, 2 where the power is, and else 0; Variant says
/// after how many outputs of a step it dies, less one, and is 0 where it dies between two.
/// </summary>
internal sealed class ClientCrashes(World world, FaultInjector injector)
{
    private const int Percent = 60;
    private const int MostOutputs = 6;

    private static readonly TimeSpan Apart = TimeSpan.FromSeconds(6);
    private static readonly TimeSpan LongestGone = TimeSpan.FromSeconds(5);

    public static IEnumerable<PlannedFault> Plan(SplittableRandom random, Scenario scenario)
    {
        if (scenario.Callers == 0 || !random.Percent(Percent))
            yield break;
        TimeSpan at = random.Between(TimeSpan.Zero, Apart * 2);
        while (at < scenario.HealAt)
        {
            TimeSpan gone = random.MostlyShort(TimeSpan.FromMilliseconds(1), LongestGone);
            PlannedFault crash = new()
            {
                At = at,
                Kind = FaultKind.ClientCrash,
                Host = random.Below(scenario.Callers),
                Amount = random.Below(3),
                Variant = random.Percent(50) ? 0 : random.Between(1, MostOutputs),
            };
            yield return crash with
            {
                For = at + gone <= scenario.HealAt ? gone : scenario.HealAt - at,
            };
            at += random.Between(TimeSpan.Zero, Apart * 2);
        }
    }

    public ActiveFault? Strike(PlannedFault fault)
    {
        if (world.Callers.IsEmpty)
            return null;
        Caller caller = world.Callers[fault.Host % world.Callers.Length];
        if (fault.Variant == 0)
            Crash(fault, caller);
        else
            caller.Process.CrashPoint = new CrashPoint(
                CrashMoment.AnyOutput,
                fault.Variant - 1,
                () => Crash(fault, caller),
                _ => false
            );
        return new ActiveFault(fault, () => End(caller), () => false);
    }

    private void Crash(PlannedFault fault, Caller caller)
    {
        caller.Process.CrashPoint = null;
        if (caller.Crash(lossy: fault.Amount == 1, losesPower: fault.Amount == 2))
            injector.Counts.Add(FaultKind.ClientCrash);
    }

    // Of two that strike one client at about the same time the first that is over ends both.
    private static void End(Caller caller)
    {
        caller.Process.CrashPoint = null;
        caller.StartAnew();
    }
}

using Cohort.Simulation.Histories;
using Cohort.Simulation.Worlds;

namespace Cohort.Simulation.Faults;

/// <summary>
/// Crashes, power losses, restarts, pauses. A crash's <see cref="PlannedFault.Variant"/> says at which
/// <see cref="CrashMoment"/> (0: at once), its Amount how many outputs of that step are still carried out, its For when
/// the process is started again (zero: not before everything heals).
/// </summary>
internal sealed class ProcessFaults(World world, FaultInjector injector)
{
    private static readonly TimeSpan CrashPointExpires = TimeSpan.FromSeconds(5);

    public ActiveFault? Strike(PlannedFault fault)
    {
        Host host = injector.HostOf(fault);
        switch (fault.Kind)
        {
            case FaultKind.Crash when fault.Variant > 0:
                Arm(fault, host);
                return null;
            case FaultKind.Crash or FaultKind.PowerLoss:
                Kill(fault, host);
                return null;
            case FaultKind.Restart:
                Kill(fault, host);
                return null;
            default:
                return Pause(fault, host);
        }
    }

    private void Arm(PlannedFault fault, Host host)
    {
        if (host.Process is not { } process)
            return;
        CrashPoint point = new(
            (CrashMoment)(fault.Variant - 1),
            (int)fault.Amount,
            () =>
            {
                process.CrashPoint = null;
                Kill(fault, host);
            }
        );
        process.CrashPoint = point;
        world.Timeline.After(
            CrashPointExpires,
            () =>
            {
                if (process.CrashPoint == point)
                    process.CrashPoint = null;
            }
        );
    }

    private void Kill(PlannedFault fault, Host host)
    {
        if (host.Process is null || injector.IsOver || !(fault.Reckless || MayLose(host)))
            return;
        if (fault.Kind == FaultKind.PowerLoss)
            host.LosePower();
        else
            host.Crash(lossy: fault.Amount % 2 == 1);
        injector.Counts.Add(fault.Kind);
        if (fault.For > TimeSpan.Zero)
            world.Timeline.After(fault.For, () => Restart(host));
    }

    private void Restart(Host host)
    {
        if (host.Process is not null || injector.IsOver)
            return;
        host.Start();
        injector.Counts.Add(FaultKind.Restart);
    }

    private bool MayLose(Host host) => world.Groups.All(group => group.SurvivesWithout(host));

    private ActiveFault? Pause(PlannedFault fault, Host host)
    {
        if (host.Process is not { IsPaused: false } process)
            return null;
        process.Pause();
        world.Chronicle.Record(new ProcessPaused(world.Timeline.Now, process.Id));
        return new ActiveFault(fault, () => Resume(process), () => true);
    }

    private void Resume(VirtualProcess process)
    {
        if (!process.IsRunning)
            return;
        world.Chronicle.Record(new ProcessResumed(world.Timeline.Now, process.Id));
        process.Resume();
    }
}

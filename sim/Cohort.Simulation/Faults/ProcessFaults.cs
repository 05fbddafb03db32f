using Cohort.Simulation.Histories;
using Cohort.Simulation.Networks;
using Cohort.Simulation.Worlds;

namespace Cohort.Simulation.Faults;

/// <summary>
/// Crashes, power losses, restarts, pauses. A crash's <see cref="PlannedFault.Variant"/> says at which
/// <see cref="CrashMoment"/> (0: at once), its Amount how many outputs of that step are still carried out, its For when
/// the process is started again (zero: not before everything heals).
/// </summary>
internal sealed class ProcessFaults(World world, FaultInjector injector)
{
    private static readonly TimeSpan SilenceLasts = TimeSpan.FromMilliseconds(2);
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
        var moment = (CrashMoment)(fault.Variant - 1);
        bool unheard =
            moment is CrashMoment.ViewUnheard or CrashMoment.ViewOfGroupUnheard or CrashMoment.OwnStableAfterCompanions;
        CrashPoint point = new(
            moment,
            unheard ? 0 : (int)fault.Amount,
            () =>
            {
                process.CrashPoint = null;
                if (unheard)
                    Silence(fault, host, process);
                else
                    Kill(fault, host);
            },
            other => world.Hosts.Any(candidate => IsCompanion(fault, candidate) && candidate.Process?.Id == other)
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

    // Its application sees the view or the message; whoever else should hear of it does not, and then it is gone.
    private void Silence(PlannedFault fault, Host host, VirtualProcess process)
    {
        process.IsMute = true;
        world.Timeline.After(
            SilenceLasts,
            () =>
            {
                if (host.Process != process)
                    return;
                Kill(fault, host);
                if (!process.IsRunning)
                    return;
                // The group could not bear the loss: what was not written is lost with its connections instead.
                process.IsMute = false;
                foreach (ConnectionEnd end in process.Connections.ToArray())
                    world.Network.Break(end, TimeSpan.Zero, TimeSpan.Zero);
            }
        );
    }

    private void Kill(PlannedFault fault, Host host)
    {
        if (host.Process is null || injector.IsOver || !(fault.Reckless || MayLose(host)))
            return;
        KillOne(fault, host);
        foreach (Host companion in world.Hosts)
            if (IsCompanion(fault, companion))
                Kill(fault with { Companions = 0 }, companion);
    }

    private void KillOne(PlannedFault fault, Host host)
    {
        if (fault.Kind == FaultKind.PowerLoss)
            host.LosePower();
        else
            host.Crash(lossy: fault.Amount % 2 == 1);
        injector.Counts.Add(fault.Kind);
        if (fault.For > TimeSpan.Zero)
            world.Timeline.After(fault.For, () => Restart(host));
    }

    private static bool IsCompanion(PlannedFault fault, Host host) => (fault.Companions >> host.Index & 1) != 0;

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

using Cohort.Simulation.Faults;
using Cohort.Simulation.Judging;
using Cohort.Simulation.Worlds;

namespace Cohort.Simulation.Running;

/// <summary>
/// Leads a run through its phases: faults, healing, a while of health, silence. It is also the operator that the README
/// speaks of: where a group has lost its quorum for good, it stops all processes and starts them anew.
/// </summary>
internal sealed class Supervisor(World world, FaultInjector injector) : IHappening
{
    private static readonly TimeSpan Round = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan FormingPatience = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan Health = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Grace = TimeSpan.FromMilliseconds(500);

    private TimeSpan? _lostSince;
    private TimeSpan _formingSince;
    private TimeSpan? _stableSince;
    private TimeSpan? _quietSince;

    /// <summary>When the last fault was over; null before it.</summary>
    public TimeSpan? Healed { get; private set; }

    /// <summary>When sending stopped; null before.</summary>
    public TimeSpan? SendingStopped { get; private set; }

    /// <summary>Whether the run is over.</summary>
    public bool IsOver { get; private set; }

    /// <summary>How often a group had lost its quorum for good and all was started anew.</summary>
    public int StartsAnew { get; private set; }

    public void Begin()
    {
        world.Timeline.After(Round, this);
        world.Timeline.After(world.Scenario.HealAt, Heal);
    }

    public void Happen(long tag)
    {
        if (IsHopeless())
            StartAnew();
        else if (Healed is { } healed)
            Watch(healed);
        if (!IsOver)
            world.Timeline.After(Round, this);
    }

    private TimeSpan Now => world.Timeline.Now;

    private void Heal()
    {
        injector.Heal();
        Healed = Now;
    }

    private void Watch(TimeSpan healed)
    {
        bool stable = world.Groups.All(group => group.IsStable());
        _stableSince = stable ? _stableSince ?? Now : null;
        if (SendingStopped is { } stopped)
            Drain(stopped);
        else if (_stableSince + Health <= Now && Now + Grace >= world.Scenario.Duration)
            StopSending();
        else if (_stableSince is null && Now > healed + world.Scenario.StabilisationBound)
            IsOver = true;
    }

    private void StopSending()
    {
        world.SendingAllowed = false;
        SendingStopped = Now;
    }

    // Quiet for a while, not for a moment: an announcement may still be on its way.
    private void Drain(TimeSpan stopped)
    {
        bool quiet = _stableSince is not null && world.Groups.All(group => group.IsQuiet());
        _quietSince = quiet ? _quietSince ?? Now : null;
        IsOver = _quietSince + Grace <= Now || Now > stopped + world.Scenario.StabilisationBound;
    }

    private bool IsHopeless()
    {
        bool lost = world.Groups.Any(group => group.HasLostItsQuorum());
        _lostSince = lost ? _lostSince ?? Now : null;
        if (_lostSince + Patience <= Now)
            return true;
        bool forming = world.Groups.Any(group => group.Newest is null && group.DeathsWhileForming > 1);
        return forming && Now > _formingSince + FormingPatience;
    }

    private void StartAnew()
    {
        world.Chronicle.Say("operator", "a group has lost its quorum for good: stops all processes, starts all anew");
        StartsAnew++;
        foreach (Host host in world.Hosts)
            host.Crash(lossy: true);
        foreach (GroupObserver group in world.Groups)
            group.Forget();
        foreach (Host host in world.Hosts)
            host.Start();
        _lostSince = null;
        _stableSince = null;
        _formingSince = Now;
        if (Healed is not null)
            Healed = Now;
    }
}

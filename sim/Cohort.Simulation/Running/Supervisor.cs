using Cohort.Simulation.Faults;
using Cohort.Simulation.Judging;
using Cohort.Simulation.Worlds;

namespace Cohort.Simulation.Running;

/// <summary>
/// Leads a run through its phases: faults, healing, a while of health, silence.
/// </summary>
internal sealed class Supervisor(World world, FaultInjector injector) : IHappening
{
    private static readonly TimeSpan Round = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Health = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Grace = TimeSpan.FromMilliseconds(500);

    private TimeSpan? _stableSince;
    private TimeSpan? _quietSince;

    /// <summary>When the last fault was over; null before it.</summary>
    public TimeSpan? Healed { get; private set; }

    /// <summary>When sending stopped; null before.</summary>
    public TimeSpan? SendingStopped { get; private set; }

    /// <summary>Whether the run is over.</summary>
    public bool IsOver { get; private set; }

    /// <summary>Who acts where a group has lost its quorum for good.</summary>
    public Operator Operator { get; } = new(world);

    public void Begin()
    {
        world.Timeline.After(Round, this);
        world.Timeline.After(world.Scenario.HealAt, Heal);
    }

    public void Happen(long tag)
    {
        if (Operator.Look())
            BeginAgain();
        else if (Healed is { } healed)
            Watch(healed);
        if (!IsOver)
            world.Timeline.After(Round, this);
    }

    private TimeSpan Now => world.Timeline.Now;

    // Who starts anew is the last fault: what L1 promises is counted from there.
    private void BeginAgain()
    {
        _stableSince = null;
        if (Healed is not null)
            Healed = Now;
    }

    private void Heal()
    {
        injector.Heal();
        Healed = Now;
    }

    private void Watch(TimeSpan healed)
    {
        bool stable =
            world.Groups.All(group => group.IsStable()) && world.Hierarchy.IsStable() && world.Tools.IsStable();
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
        bool quiet =
            _stableSince is not null
            && world.Groups.All(group => group.IsQuiet())
            && world.Hierarchy.IsQuiet()
            && world.Tools.IsQuiet()
            && world.Callers.All(caller => caller.IsQuiet && caller.Follower.IsCaughtUp());
        _quietSince = quiet ? _quietSince ?? Now : null;
        IsOver = _quietSince + Grace <= Now || Now > stopped + world.Scenario.StabilisationBound;
    }
}

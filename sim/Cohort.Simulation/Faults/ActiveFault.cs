namespace Cohort.Simulation.Faults;

/// <summary>A fault that lasts. It ends when its time is up, or when everything heals, whichever comes first.</summary>
/// <param name="planned">What was planned.</param>
/// <param name="end">Takes back what the fault did.</param>
/// <param name="tookEffect">Whether it made a difference to anything while it lasted; asked before it ends.</param>
internal sealed class ActiveFault(PlannedFault planned, Action end, Func<bool> tookEffect)
{
    private bool _ended;

    /// <summary>What was planned.</summary>
    public PlannedFault Planned { get; } = planned;

    /// <summary>Ends it, once. Returns whether it took effect.</summary>
    public bool End()
    {
        if (_ended)
            return false;
        _ended = true;
        bool effective = tookEffect();
        end();
        return effective;
    }
}

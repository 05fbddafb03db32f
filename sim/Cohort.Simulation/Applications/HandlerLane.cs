using Cohort.Protocol;
using Cohort.Simulation.Worlds;

namespace Cohort.Simulation.Applications;

/// <summary>
/// The handler loop of one group at one process: it takes what its group says one at a time, in
/// order, and each takes a moment, so that of two groups either may be ahead of the other.
/// </summary>
internal sealed class HandlerLane(World world, VirtualProcess process, int handle, Action<Output> takeUp) : IHappening
{
    private readonly Queue<Output> _waiting = new();
    private bool _busy;
    private bool _leaves;

    /// <summary>The number by which process and machine speak of it.</summary>
    public int Handle => handle;

    /// <summary>Takes what the machine says of it.</summary>
    public void Take(in Output output)
    {
        switch (output.Kind)
        {
            case OutputKind.Ended
            or OutputKind.View
            or OutputKind.Deliver
            or OutputKind.TakeState
            or OutputKind.LoadState
            or OutputKind.Status:
                break;
            default:
                return;
        }
        _waiting.Enqueue(output);
        if (!_busy)
            Begin();
    }

    /// <summary>Asks the machine to leave, once.</summary>
    public void Leave()
    {
        if (!_leaves)
            process.Take(Input.Leave(handle));
        _leaves = true;
    }

    public void Happen(long tag)
    {
        if (!process.MayHappen(this, tag))
            return;
        _busy = false;
        Output output = _waiting.Dequeue();
        try
        {
            takeUp(output);
        }
        catch (Exception failure)
        {
            throw new MachineFailure(
                process.Place.Name,
                world.Timeline.Now,
                $"group {handle} says {output.Kind}",
                failure
            );
        }
        if (_waiting.Count > 0 && !_busy)
            Begin();
    }

    private void Begin()
    {
        _busy = true;
        bool isMessage = _waiting.Peek().Kind == OutputKind.Deliver;
        TimeSpan time = world.Scenario.Workload.HandlerTime;
        world.Timeline.After(isMessage ? time + process.Place.HandlerDelay : time, this);
    }
}

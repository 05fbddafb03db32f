using Cohort.Simulation.Histories;
using Cohort.Simulation.Worlds;
using Cohort.Toolkit.Barriers;
using Cohort.Toolkit.Claims;
using Cohort.Toolkit.ReplicatedObjects;

namespace Cohort.Simulation.Toolkit;

/// <summary>The barriers of the toolkit at one member, for one membership.</summary>
internal sealed class BarrierSide
{
    private readonly World _world;
    private readonly ToolMember _member;
    private readonly string _group;

    public BarrierSide(World world, ToolMember member, string group, int index)
    {
        (_world, _member, _group) = (world, member, group);
        Slot.Happened += Happened;
        Desk = new ClaimDesk(Slot, () => member.Process.Id, 0);
        Table = new SimulatedObject<BarrierTable>(member, Slot.Name, index);
    }

    public ObjectSlot<BarrierTable> Slot { get; } = new("barriers");

    /// <summary>What this process waits for.</summary>
    public ClaimDesk Desk { get; }

    public SimulatedObject<BarrierTable> Table { get; }

    /// <summary>A view is installed, and what it changes is done.</summary>
    public void SeeView() =>
        _world.Chronicle.Record(
            new BarriersSawView(
                _world.Timeline.Now,
                _member.Process.Id,
                _group,
                _member.Formation,
                _member.View!.Number,
                _member.Space.Updates
            )
        );

    private void Happened(object happened, ulong position)
    {
        switch (happened)
        {
            case ClaimQueued queued:
                Record(queued.Claim, ArrivalChange.Taken, 0);
                break;
            case ClaimGranted granted:
                Record(granted.Claim, ArrivalChange.LetGo, granted.Number);
                break;
            case ClaimEnded ended:
                Record(ended.Claim, ended.Why == ClaimEnd.Broken ? ArrivalChange.Broken : ArrivalChange.Withdrawn, 0);
                break;
        }
    }

    private void Record(ulong arrival, ArrivalChange change, ulong phase) =>
        _world.Chronicle.Record(
            new ArrivalChanged(
                _world.Timeline.Now,
                _member.Process.Id,
                _group,
                _member.Formation,
                _member.View!.Number,
                _member.Space.Updates,
                _member.IsInView,
                arrival,
                change,
                phase
            )
        );
}

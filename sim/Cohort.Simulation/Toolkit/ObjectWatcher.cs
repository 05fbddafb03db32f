using Cohort.Simulation.Histories;
using Cohort.Simulation.Randomness;
using Cohort.Simulation.Scenarios;
using Cohort.Simulation.Worlds;
using Cohort.Toolkit.ReplicatedObjects;

namespace Cohort.Simulation.Toolkit;

/// <summary>Observes the replicated objects at one member as <c>ObserveAsync</c> does, one element after the other, now and then so
/// slowly that more wait for it than may.</summary>
internal sealed class ObjectWatcher : IHappening, IToolUser
{
    private static readonly TimeSpan InTheEnd = TimeSpan.FromMilliseconds(5);

    private readonly World _world;
    private readonly ToolMember _member;
    private readonly ToolPlan _plan;
    private readonly SplittableRandom _random;
    private Observer<SharedObjects, SeenState, Made>? _observer;
    private ulong _number;

    public ObjectWatcher(World world, ToolMember member, ToolPlan plan, SplittableRandom random) =>
        (_world, _member, _plan, _random) = (world, member, plan, random);

    /// <summary>Whether it has found nothing when it last looked, and looks again soon: as it does in the end.</summary>
    public bool IsQuiet { get; private set; }

    /// <summary>Observes an object from its state on.</summary>
    public void Observe(ObjectSlot<SharedObjects> slot)
    {
        _number = _world.DrawPayload();
        _observer = new(slot, SharedObjects.See, static _ => true, _plan.ObserverBacklog);
        slot.Add(_observer);
    }

    public void Start() => LookLater();

    public void Happen(long tag)
    {
        if (!_member.Process.MayHappen(this, tag))
            return;
        bool isThere = _observer!.TryTake(out Observed<SeenState, Made> next, out _);
        if (isThere)
            Record(next);
        IsQuiet = !isThere && !_world.SendingAllowed;
        LookLater();
    }

    private void Record(in Observed<SeenState, Made> next)
    {
        (TimeSpan now, ProcessId process, string group) = (_world.Timeline.Now, _member.Process.Id, _plan.Name);
        _world.Chronicle.Record(
            next.IsEvent
                ? new EventObserved(now, process, group, _number, next.Event.Operation, next.Position)
                : new StateObserved(
                    now,
                    process,
                    group,
                    _number,
                    $"{next.Kind}",
                    next.State.Updates,
                    next.State.Hash,
                    next.Position
                )
        );
    }

    private void LookLater()
    {
        TimeSpan pause = _world.SendingAllowed
            ? _random.MostlyShort(TimeSpan.FromMilliseconds(1), _plan.ObserverPause)
            : InTheEnd;
        _world.Timeline.After(pause, this);
    }
}

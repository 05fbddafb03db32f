using Cohort.Simulation.Histories;
using Cohort.Simulation.Worlds;
using Cohort.Toolkit.Claims;
using Cohort.Toolkit.Elections;
using Cohort.Toolkit.Locks;
using Cohort.Toolkit.ReplicatedObjects;

namespace Cohort.Simulation.Toolkit;

/// <summary>The locks and elections of the toolkit at one member: its own machines, and the timers of leases.</summary>
internal sealed class ClaimSide
{
    private readonly World _world;
    private readonly ToolMember _member;
    private readonly ClaimLog _log;
    private readonly HashSet<(ProcessId, ulong, uint)> _leases = [];
    private readonly Dictionary<ulong, uint> _renewals = [];

    public ClaimSide(World world, ToolMember member, string group, int firstIndex)
    {
        (_world, _member, _log) = (world, member, new ClaimLog(world, member, group));
        LockSlot = new ObjectSlot<LockTable>("locks");
        ElectionSlot = new ObjectSlot<ElectionTable>("elections");
        LockSlot.Happened += _log.Happened;
        LockSlot.Happened += Happened;
        ElectionSlot.Happened += _log.Happened;
        Locks = new ClaimDesk(LockSlot, () => member.Process.Id, 0);
        Elections = new ClaimDesk(ElectionSlot, () => member.Process.Id, 0);
        LockTable = new SimulatedObject<LockTable>(member, LockSlot.Name, firstIndex);
        ElectionTable = new SimulatedObject<ElectionTable>(member, ElectionSlot.Name, firstIndex + 1);
    }

    public ObjectSlot<LockTable> LockSlot { get; }

    public ObjectSlot<ElectionTable> ElectionSlot { get; }

    /// <summary>What this process has claimed of the locks.</summary>
    public ClaimDesk Locks { get; }

    /// <summary>What this process stands for.</summary>
    public ClaimDesk Elections { get; }

    public SimulatedObject<LockTable> LockTable { get; }

    public SimulatedObject<ElectionTable> ElectionTable { get; }

    private void Happened(object happened, ulong position)
    {
        if (happened is not LeaseRuns runs || !_leases.Add((runs.Process, runs.Claim, runs.Renewals)))
            return;
        if (runs.Renewals > 0)
            _log.Record(runs.Claim, ClaimChange.Renewed, runs.Renewals, position);
        Begin(runs);
    }

    private void Begin(LeaseRuns runs)
    {
        bool isOwn = runs.Process == _member.Process.Id;
        if (isOwn)
            _renewals[runs.Claim] = runs.Renewals;
        _world.Timeline.After(isOwn ? runs.Lease : runs.Lease * LeaseTimers.Patience, new Timer(this, runs));
    }

    // As the real timers do, but for one thing: one that was renewed does not stop them, so that many ask too late.
    private void End(LeaseRuns runs)
    {
        if (_member.Claims != this)
            return;
        if (runs.Process == _member.Process.Id && _renewals[runs.Claim] == runs.Renewals)
            Locks.End(runs.Claim, ClaimEnd.LeaseOver);
        var holder = new Claimant(runs.Process.Address, runs.Process.Incarnation, 0, "");
        _ = LockTable
            .Then<bool>(static _ => { }, static () => { })
            .EndLeaseAsync(runs.Lock, holder, runs.Claim, runs.Renewals);
    }

    private sealed class Timer(ClaimSide side, LeaseRuns runs) : IHappening
    {
        public void Happen(long tag)
        {
            if (side._member.Process.MayHappen(this, tag))
                side.End(runs);
        }
    }
}

using Cohort.Toolkit.Claims;
using Cohort.Toolkit.ReplicatedObjects;

namespace Cohort.Toolkit.Locks;

/// <summary>
/// Ends leases. The time of a lease is measured by timers alone, never by comparing clocks. That of the holder's member
/// runs for the lease from where it has seen it begin; then its owner is told that the lock is lost, and behind that
/// the group is asked to end the lease. The other members do that after twice the lease, for a holder whose process is
/// there and runs no timers. Whoever asks names the renewals that it has seen, so that one which was renewed meanwhile
/// goes on.
/// </summary>
internal sealed class LeaseTimers
{
    /// <summary>How many leases another member waits.</summary>
    public const int Patience = 2;

    private readonly Lock _lock = new();
    private readonly Dictionary<(ProcessId, ulong), Running> _running = [];
    private readonly Func<ProcessId> _process;
    private readonly TimeProvider _time;
    private readonly Action<LeaseRuns> _end;

    private sealed record Running(uint Renewals, ITimer Timer);

    /// <param name="slot">The locks.</param>
    /// <param name="process">This process, known when anything happens.</param>
    /// <param name="time">Measures.</param>
    /// <param name="end">A lease is over, by this member's time.</param>
    public LeaseTimers(ObjectSlot slot, Func<ProcessId> process, TimeProvider time, Action<LeaseRuns> end)
    {
        (_process, _time, _end) = (process, time, end);
        slot.Happened += Happened;
        slot.PresenceChanged += Change;
    }

    private void Happened(object happened, ulong position)
    {
        if (happened is LeaseRuns runs)
            Begin(runs);
        else if (happened is ClaimEnded ended)
            lock (_lock)
                if (_running.Remove((ended.Process, ended.Claim), out Running? over))
                    over.Timer.Dispose();
    }

    private void Begin(LeaseRuns runs)
    {
        (ProcessId, ulong) key = (runs.Process, runs.Claim);
        lock (_lock)
        {
            if (_running.Remove(key, out Running? before))
            {
                if (before.Renewals == runs.Renewals)
                {
                    _running.Add(key, before);
                    return;
                }
                before.Timer.Dispose();
            }
            TimeSpan due = runs.Process == _process() ? runs.Lease : runs.Lease * Patience;
            ITimer timer = _time.CreateTimer(_ => Fire(runs), null, due, Timeout.InfiniteTimeSpan);
            _running.Add(key, new Running(runs.Renewals, timer));
        }
    }

    private void Fire(LeaseRuns runs)
    {
        lock (_lock)
        {
            (ProcessId, ulong) key = (runs.Process, runs.Claim);
            if (!_running.TryGetValue(key, out Running? running) || running.Renewals != runs.Renewals)
                return;
            running.Timer.Dispose();
            _running.Remove(key);
        }
        _end(runs);
    }

    private void Change(Presence presence)
    {
        if (presence == Presence.Doubtful)
            return;
        lock (_lock)
        {
            foreach (Running running in _running.Values)
                running.Timer.Dispose();
            _running.Clear();
        }
    }
}

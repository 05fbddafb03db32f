namespace Cohort.Simulation.Worlds;

/// <summary>Virtual time: what happens next, and when. Nothing else in the simulator knows what time it is.</summary>
internal sealed class Timeline
{
    // A healthy cluster of nine under full load stays below a tenth of this.
    private const int EventsPerMillisecond = 100_000;

    private readonly EventQueue _queue = new();
    private long _now;
    private long _millisecond;
    private int _eventsInMillisecond;

    /// <summary>The time since the run began.</summary>
    public TimeSpan Now => new(_now);

    /// <summary>How many events have happened.</summary>
    public long Happened { get; private set; }

    /// <summary>Schedules something for a moment; one that has passed counts as now.</summary>
    public void At(TimeSpan time, IHappening what, long tag = 0) => _queue.Add(Math.Max(time.Ticks, _now), what, tag);

    /// <summary>Schedules something for a while from now.</summary>
    public void After(TimeSpan delay, IHappening what, long tag = 0) => At(new(_now + delay.Ticks), what, tag);

    /// <summary>Schedules a rare event for a while from now.</summary>
    public void After(TimeSpan delay, Action action) => After(delay, new Happening(action));

    /// <summary>Lets the next thing happen. False when there is none.</summary>
    /// <exception cref="LivelockException">Time stands still under a flood of events.</exception>
    public bool Advance()
    {
        if (!_queue.TryTake(out EventQueue.Event next))
            return false;
        _now = next.Time;
        GuardAgainstLivelock();
        Happened++;
        next.What.Happen(next.Tag);
        return true;
    }

    private void GuardAgainstLivelock()
    {
        long millisecond = _now / TimeSpan.TicksPerMillisecond;
        if (millisecond != _millisecond)
        {
            _millisecond = millisecond;
            _eventsInMillisecond = 0;
        }
        else if (++_eventsInMillisecond > EventsPerMillisecond)
        {
            throw new LivelockException(
                $"More than {EventsPerMillisecond} events in one millisecond, at {Now.TotalSeconds:F3} s: "
                    + "some processes keep each other, or themselves, busy without end."
            );
        }
    }
}

/// <summary>Processes keep each other busy while time stands still.</summary>
public sealed class LivelockException(string message) : Exception(message);

using Cohort.Protocol;

namespace Cohort.Simulation.Worlds;

/// <summary>
/// A host's own clock: it runs a little fast or slow and can jump. Whole thousandths keep it exact, so that a run is
/// the same everywhere.
/// </summary>
internal sealed class VirtualClock(Timeline timeline, Instant start)
{
    private const int TrueRate = 1000;

    private Instant _base = start;
    private TimeSpan _since = timeline.Now;
    private int _rate = TrueRate;

    /// <summary>What the clock shows.</summary>
    public Instant Now => new(_base.Ticks + (timeline.Now - _since).Ticks * _rate / TrueRate);

    /// <summary>How fast it runs, in thousandths of true speed.</summary>
    public int RateInPermille
    {
        get => _rate;
        set
        {
            _base = Now;
            _since = timeline.Now;
            _rate = value;
        }
    }

    /// <summary>Moves the clock, forward or backward.</summary>
    public void Jump(TimeSpan by)
    {
        _base = Now + by;
        _since = timeline.Now;
    }

    /// <summary>How long, in true time, until the clock shows an instant. Never less than nothing.</summary>
    public TimeSpan Until(Instant instant)
    {
        long local = instant.Ticks - Now.Ticks;
        if (local <= 0)
            return TimeSpan.Zero;
        // Instants far in the future mean never; a bound keeps the multiplication from overflowing.
        return new(Math.Min(local, TimeSpan.TicksPerDay) * TrueRate / _rate + 1);
    }
}

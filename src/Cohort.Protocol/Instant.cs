namespace Cohort.Protocol;

/// <summary>
/// A point on a process's monotonic clock. Instants of different processes have nothing to do with each other. Clocks
/// serve suspicion only, never safety.
/// </summary>
/// <param name="Ticks">Ticks of 100 ns since an arbitrary origin.</param>
public readonly record struct Instant(long Ticks) : IComparable<Instant>
{
    /// <summary>Orders by time.</summary>
    public int CompareTo(Instant other) => Ticks.CompareTo(other.Ticks);

    /// <summary>The instant a while later.</summary>
    public static Instant operator +(Instant left, TimeSpan right) => new(left.Ticks + right.Ticks);

    /// <summary>The time between two instants.</summary>
    public static TimeSpan operator -(Instant left, Instant right) => new(left.Ticks - right.Ticks);

    /// <summary>Whether left is earlier.</summary>
    public static bool operator <(Instant left, Instant right) => left.Ticks < right.Ticks;

    /// <summary>Whether left is later.</summary>
    public static bool operator >(Instant left, Instant right) => left.Ticks > right.Ticks;

    /// <summary>Whether left is not later.</summary>
    public static bool operator <=(Instant left, Instant right) => left.Ticks <= right.Ticks;

    /// <summary>Whether left is not earlier.</summary>
    public static bool operator >=(Instant left, Instant right) => left.Ticks >= right.Ticks;

    /// <summary>Seconds since the origin, for traces.</summary>
    public override string ToString() => (Ticks / (double)TimeSpan.TicksPerSecond).ToString("F6", null);
}

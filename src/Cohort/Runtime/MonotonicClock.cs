using System.Diagnostics;
using Cohort.Protocol;

namespace Cohort.Runtime;

/// <summary>The machine's clock: it never goes back, and no change of the wall clock touches it.</summary>
internal sealed class MonotonicClock
{
    private readonly long _origin = Stopwatch.GetTimestamp();

    /// <summary>The time since this clock was made.</summary>
    public Instant Now => new(Stopwatch.GetElapsedTime(_origin).Ticks);
}

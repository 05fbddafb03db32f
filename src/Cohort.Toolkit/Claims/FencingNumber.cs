namespace Cohort.Toolkit.Claims;

/// <summary>
/// Numbers that grow with every grant, so that whoever keeps the largest that it has seen can turn away one whose grant
/// is over (Gray, Cheriton, SOSP 1989; Burrows, OSDI 2006, where they are called sequencers).
/// </summary>
internal static class FencingNumber
{
    /// <summary>
    /// The number behind another: the next, or, where that is more, the microseconds of the callers' time since 1970.
    /// So the numbers go on growing where the group has lost its state and begun anew, as far as the clocks of its
    /// members do (Kulkarni et al., Logical Physical Clocks, OPODIS 2014).
    /// </summary>
    public static ulong After(ulong last, UpdateContext context)
    {
        long microseconds = (context.Now - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;
        return Math.Max(last + 1, (ulong)Math.Max(0, microseconds));
    }
}

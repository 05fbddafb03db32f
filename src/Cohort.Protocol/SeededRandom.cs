namespace Cohort.Protocol;

/// <summary>Randomness that comes in as a seed: SplitMix64 (Steele, Lea, Flood, OOPSLA 2014).</summary>
internal sealed class SeededRandom(ulong seed)
{
    private ulong _state = seed;

    /// <summary>The next 64 bits.</summary>
    public ulong Next()
    {
        ulong z = _state += 0x9E3779B97F4A7C15;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }

    /// <summary>A time between nothing and the one given.</summary>
    public TimeSpan UpTo(TimeSpan most) => new((long)(Next() % (ulong)Math.Max(1, most.Ticks)));
}

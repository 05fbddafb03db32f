namespace Cohort.Simulation.Randomness;

/// <summary>
/// A source of chance that is the same on every machine (SplitMix64: Steele, Lea, Flood, OOPSLA 2014). What is split
/// off depends on the seed and the purpose alone, never on how much was drawn: so a scenario that loses one fault or
/// one sender keeps the chances of all others, and shrinking works.
/// </summary>
internal sealed class SplittableRandom
{
    private const ulong GoldenGamma = 0x9E3779B97F4A7C15;

    private readonly ulong _seed;
    private ulong _state;

    public SplittableRandom(ulong seed)
    {
        _seed = seed;
        _state = seed;
    }

    /// <summary>A source of its own for a purpose.</summary>
    public SplittableRandom Split(string purpose, ulong number = 0)
    {
        ulong hash = _seed;
        foreach (char character in purpose)
            hash = Mix(hash ^ character);
        return new SplittableRandom(Mix(hash + GoldenGamma * (number + 1)));
    }

    /// <summary>The next 64 bits.</summary>
    public ulong Next()
    {
        _state += GoldenGamma;
        return Mix(_state);
    }

    /// <summary>A number from 0 up to, but not including, the limit.</summary>
    public int Below(int limit) => (int)(Next() % (ulong)limit);

    /// <summary>A number between two, both included.</summary>
    public int Between(int least, int most) => least + Below(most - least + 1);

    /// <summary>A time between two, both included.</summary>
    public TimeSpan Between(TimeSpan least, TimeSpan most) =>
        least >= most ? least : new(least.Ticks + (long)(Next() % (ulong)(most.Ticks - least.Ticks + 1)));

    /// <summary>A time between two that is more often near the shorter one: half of all lie in the lowest quarter.</summary>
    public TimeSpan MostlyShort(TimeSpan least, TimeSpan most)
    {
        long permille = Below(1001);
        return least + new TimeSpan((most - least).Ticks / 1_000_000 * permille * permille);
    }

    /// <summary>True in so many of a hundred cases.</summary>
    public bool Percent(int percent) => Below(100) < percent;

    /// <summary>True in so many of a thousand cases.</summary>
    public bool Permille(int permille) => Below(1000) < permille;

    /// <summary>One of several, each as likely as the others.</summary>
    public T Pick<T>(IReadOnlyList<T> items) => items[Below(items.Count)];

    /// <summary>Puts items into a random order (Fisher, Yates).</summary>
    public void Shuffle<T>(IList<T> items)
    {
        for (int last = items.Count - 1; last > 0; last--)
        {
            int other = Below(last + 1);
            (items[last], items[other]) = (items[other], items[last]);
        }
    }

    private static ulong Mix(ulong value)
    {
        value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9;
        value = (value ^ (value >> 27)) * 0x94D049BB133111EB;
        return value ^ (value >> 31);
    }
}

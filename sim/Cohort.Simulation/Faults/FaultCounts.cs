namespace Cohort.Simulation.Faults;

/// <summary>How many faults of each kind took effect: one that hit nothing does not count.</summary>
public sealed class FaultCounts
{
    private readonly int[] _counts = new int[Enum.GetValues<FaultKind>().Length];

    /// <summary>How many of a kind.</summary>
    public int this[FaultKind kind] => _counts[(int)kind];

    /// <summary>How many kinds there were at least one of.</summary>
    public int Kinds => _counts.Count(count => count > 0);

    /// <summary>All kinds that took effect, with how often.</summary>
    public IEnumerable<(FaultKind Kind, int Count)> All =>
        Enum.GetValues<FaultKind>().Select(kind => (kind, this[kind])).Where(entry => entry.Item2 > 0);

    /// <summary>Counts one.</summary>
    public void Add(FaultKind kind, int count = 1) => _counts[(int)kind] += count;

    /// <summary>Adds all of another count.</summary>
    public void Add(FaultCounts other)
    {
        for (int kind = 0; kind < _counts.Length; kind++)
            _counts[kind] += other._counts[kind];
    }
}

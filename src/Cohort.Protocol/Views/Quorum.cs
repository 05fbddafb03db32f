namespace Cohort.Protocol.Views;

/// <summary>
/// Weights that let a majority decide, and of an even split the half with the oldest: the first of those that count weighs
/// 3, every other one 2, and more than half of the total is a quorum. Two quorums always have somebody in common.
/// </summary>
internal static class Quorum
{
    /// <summary>Whether those chosen are a quorum of those that count, in rank order.</summary>
    public static bool Is(ReadOnlySpan<bool> counts, ReadOnlySpan<bool> chosen)
    {
        int total = 0,
            weight = 0;
        bool first = true;
        for (int rank = 0; rank < counts.Length; rank++)
        {
            if (!counts[rank])
                continue;
            int own = first ? 3 : 2;
            first = false;
            total += own;
            if (chosen[rank])
                weight += own;
        }
        return 2 * weight > total || (Mutants.Has(Mutant.HalfIsAQuorum) && 2 * weight + 1 >= total);
    }

    /// <summary>What those chosen weigh.</summary>
    public static int Weight(ReadOnlySpan<bool> counts, ReadOnlySpan<bool> chosen)
    {
        int weight = 0;
        bool first = true;
        for (int rank = 0; rank < counts.Length; rank++)
        {
            if (!counts[rank])
                continue;
            if (chosen[rank])
                weight += first ? 3 : 2;
            first = false;
        }
        return weight;
    }
}

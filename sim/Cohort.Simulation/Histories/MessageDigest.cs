namespace Cohort.Simulation.Histories;

/// <summary>
/// Sums up which messages have been delivered, whatever their sequence: members that have delivered the same set have the
/// same sum. An application that carries it in its state lets the checkers see what a transferred state contained, down
/// to the single message.
/// </summary>
public static class MessageDigest
{
    /// <summary>The sum of no messages.</summary>
    public const ulong Empty = 0;

    /// <summary>The sum with one more message. Adding in any sequence gives the same.</summary>
    public static ulong Add(ulong sum, ulong payload) => unchecked(sum + Scatter(payload));

    // A bijection that leaves no relation between the payloads (often 1, 2, 3 …) and what is added up.
    private static ulong Scatter(ulong payload)
    {
        unchecked
        {
            ulong mixed = payload + 0x9E3779B97F4A7C15;
            mixed = (mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9;
            mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EB;
            return mixed ^ (mixed >> 31);
        }
    }
}

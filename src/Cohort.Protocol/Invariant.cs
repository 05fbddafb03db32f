using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace Cohort.Protocol;

/// <summary>Assertions that are always on. A broken one stops the node: it never goes on with a wrong state.</summary>
public static class Invariant
{
    /// <summary>Throws <see cref="InvariantBrokenException"/> where the condition does not hold.</summary>
    public static void Check(
        [DoesNotReturnIf(false)] bool condition,
        [CallerArgumentExpression(nameof(condition))] string claim = ""
    )
    {
        if (!condition)
            throw new InvariantBrokenException(claim);
    }
}

/// <summary>The protocol found its own state to be wrong. The machine that threw it must not be stepped again.</summary>
public sealed class InvariantBrokenException(string claim) : Exception($"A protocol invariant is broken: {claim}")
{
    /// <summary>What should have held.</summary>
    public string Claim { get; } = claim;
}

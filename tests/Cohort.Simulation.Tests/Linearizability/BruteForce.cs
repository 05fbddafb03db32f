using System.Collections.Immutable;
using Cohort.Simulation.Linearizability;

namespace Cohort.Simulation.Tests.Linearizability;

/// <summary>
/// The definition of linearizability, taken literally: try every order of the calls that keeps real time, with every
/// choice of the pending ones. For a handful of calls.
/// </summary>
internal static class BruteForce
{
    public static bool IsLinearizable(ImmutableList<long> state, IReadOnlyList<Invocation> left)
    {
        if (left.All(call => call.Returned is null))
            return true;
        foreach (Invocation next in left)
        {
            if (left.Any(other => other != next && other.Returned < next.Called))
                continue;
            (ImmutableList<long> after, long? result) = OneCopy.Apply(state, next);
            if (next.Returned is not null && next.Result != result)
                continue;
            if (IsLinearizable(after, [.. left.Where(other => other != next)]))
                return true;
        }
        return false;
    }
}

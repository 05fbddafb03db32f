using System.Diagnostics;
using Cohort.Toolkit.Claims;

namespace Cohort.Toolkit.Locks;

/// <summary>What somebody is told who has stopped waiting for a lock or a permit.</summary>
internal static class LockWords
{
    /// <summary>What was waited for.</summary>
    public static string Of(LockMode mode, string name, string group) =>
        mode == LockMode.Permit
            ? $"a permit of semaphore '{name}' of group '{group}'"
            : $"lock '{name}' of group '{group}'";

    /// <summary>What is known of it. The update that takes the request back is made behind the one that asks, or the
    /// view comes first that leaves this process out.</summary>
    public static string Of(ClaimFate fate, LockMode mode)
    {
        string it = mode == LockMode.Permit ? "permit" : "lock";
        return fate switch
        {
            ClaimFate.Unasked => $"The group has no such request of this call and gets none, and no {it} is taken.",
            ClaimFate.UnderWay =>
                "The request was under way, and whether it is granted is not known here yet. It is taken back: a "
                    + $"{it} that is granted meanwhile is given back.",
            ClaimFate.Waiting =>
                $"The request stood in the queue. It is taken back: a {it} that is granted meanwhile is given back.",
            _ => throw new UnreachableException(),
        };
    }
}

using Cohort.Tests;

namespace Cohort.Toolkit.Tests.Locks;

/// <summary>Waits for what others do.</summary>
internal static class Waiting
{
    /// <summary>Until so many wait for a lock, as this member knows.</summary>
    public static Task UntilWaiting(this GroupLocks locks, string name, int count) =>
        Until(() => (locks.Local.Find(name)?.Waiting.Length ?? 0) == count);

    /// <summary>Until something is so.</summary>
    public static async Task Until(Func<bool> isSo)
    {
        CancellationToken deadline = Deadline.Token;
        while (!isSo())
            await Task.Delay(5, deadline);
    }

    /// <summary>Completes when a token is cancelled.</summary>
    public static Task Cancelled(this CancellationToken token)
    {
        var cancelled = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        token.Register(cancelled.SetResult);
        return cancelled.Task;
    }
}

namespace Cohort.Runtime;

/// <summary>Waiting for the end of something, however it ends.</summary>
internal static class TaskOutcome
{
    /// <summary>Waits; false when it has not ended within the time. Its failure, if any, is whoever's who holds the task.</summary>
    public static async Task<bool> Outcome(
        this Task task,
        TimeSpan limit,
        CancellationToken cancellationToken = default
    )
    {
        if (limit != Timeout.InfiniteTimeSpan && limit < TimeSpan.Zero)
            limit = TimeSpan.Zero;
        await task.WaitAsync(limit, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        cancellationToken.ThrowIfCancellationRequested();
        return task.IsCompleted;
    }
}

namespace Cohort.Runtime;

/// <summary>
/// What a node does besides its loop. A task that fails in a way that nobody foresaw stops the node: nothing is
/// swallowed.
/// </summary>
internal sealed class BackgroundTasks(Action<Exception> failed)
{
    /// <summary>Runs something on the thread pool, with nothing of the caller's context.</summary>
    public void Run(Func<Task> work)
    {
        using AsyncFlowControl? _ = ExecutionContext.IsFlowSuppressed() ? null : ExecutionContext.SuppressFlow();
        Watch(Task.Run(work));
    }

    /// <summary>Keeps an eye on something that runs.</summary>
    public void Watch(Task task)
    {
        if (!task.IsCompletedSuccessfully)
            _ = WatchAsync(task);
    }

    private async Task WatchAsync(Task task)
    {
        try
        {
            await task.ConfigureAwait(false);
        }
        catch (Exception e)
        {
            failed(e);
        }
    }
}

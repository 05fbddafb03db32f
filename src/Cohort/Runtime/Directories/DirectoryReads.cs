namespace Cohort.Runtime.Directories;

/// <summary>
/// Those who wait until everything is known that was decided before they asked. The machine is asked for one answer at a time:
/// all who ask while one is under way wait for the same next one, so that a cluster without a quorum gathers nothing.
/// </summary>
internal sealed class DirectoryReads(Func<long, bool> ask)
{
    private readonly Lock _lock = new();
    private TaskCompletionSource? _asked;
    private TaskCompletionSource? _next;
    private Exception? _end;
    private long _ticket;

    /// <summary>Completes with an answer that was asked for no earlier than now.</summary>
    public Task NextAsync()
    {
        lock (_lock)
        {
            if (_end is not null)
                return Task.FromException(_end);
            if (_asked is not null)
                return (_next ??= NewSource()).Task;
            _asked = NewSource();
            // Where the node has just stopped, its end answers.
            ask(++_ticket);
            return _asked.Task;
        }
    }

    /// <summary>The machine has answered.</summary>
    public void Answer(long ticket)
    {
        TaskCompletionSource? answered;
        lock (_lock)
        {
            if (ticket != _ticket)
                return;
            (answered, _asked, _next) = (_asked, _next, null);
            if (_asked is not null)
                ask(++_ticket);
        }
        answered?.TrySetResult();
    }

    /// <summary>Nobody answers any more.</summary>
    public void End(Exception failure)
    {
        TaskCompletionSource?[] waiting;
        lock (_lock)
        {
            _end = failure;
            waiting = [_asked, _next];
            (_asked, _next) = (null, null);
        }
        foreach (TaskCompletionSource? source in waiting)
            source?.TrySetException(failure);
    }

    private static TaskCompletionSource NewSource()
    {
        var source = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        // Whoever waited may have been cancelled, and then nobody looks at a failure.
        _ = source.Task.ContinueWith(
            static task => _ = task.Exception,
            CancellationToken.None,
            TaskContinuationOptions.OnlyOnFaulted | TaskContinuationOptions.ExecuteSynchronously,
            TaskScheduler.Default
        );
        return source;
    }
}

namespace Cohort.Runtime.Hierarchies;

/// <summary>How a membership ends: by itself, once, and for whoever waits for that.</summary>
internal sealed partial class HierarchyMembership
{
    public Task LeaveAsync(CancellationToken cancellationToken)
    {
        bool inHandler = _leaf?.Membership.InHandler == true;
        Task leaving = StopAsync();
        return inHandler ? Task.CompletedTask : leaving.WaitAsync(cancellationToken);
    }

    /// <summary>Flushes and leaves, once; everybody who asks waits for the same end.</summary>
    public ValueTask EndAsync()
    {
        bool inHandler = _leaf?.Membership.InHandler == true;
        Task disposal;
        lock (_lock)
            disposal = _disposal ??= Task.Run(FlushAndStopAsync);
        return inHandler ? ValueTask.CompletedTask : new ValueTask(disposal);
    }

    private async Task FlushAndStopAsync()
    {
        if (_leaf is { Status: GroupStatus.Active })
            await _own.WhenSettled().Outcome(_settings.DisposeTimeout / 2).ConfigureAwait(false);
        Task stopping = StopAsync();
        // A handler that does not return would hold it up for ever: the leaf cuts it off when its time is over.
        Task ending = _leaf?.EndAsync() ?? Task.CompletedTask;
        await ending.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await stopping.Outcome(_settings.Patience).ConfigureAwait(false);
    }

    private async Task StopAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        if (!_stays)
            End(null);
        await Completion.Outcome(Timeout.InfiniteTimeSpan).ConfigureAwait(false);
    }

    private void End(Exception? failure)
    {
        lock (_lock)
        {
            _toLeaf.End();
            _toParent.End();
        }
        if (failure is null)
            _completion.TrySetResult();
        else
            _completion.TrySetException(failure);
        // Nobody has to look at it.
        _ = _completion.Task.Exception;
        _own.End(Over);
    }
}

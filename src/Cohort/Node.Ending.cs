using Cohort.Runtime;

namespace Cohort;

/// <summary>How a node comes to its end: disposed, or stopped by itself.</summary>
public sealed partial class Node
{
    private async Task StopAsync(Group[] groups)
    {
        if (_failure is null)
            _status = NodeStatus.Stopping;
        await Task.WhenAll(groups.Select(group => group.EndAsync())).ConfigureAwait(false);
        // Somebody whose connection broke just now may still need to hear of the view that this node is no part of.
        if (groups.Any(group => group.View.Members.Length > 1 && group.Status == GroupStatus.Left))
            await _driver
                .Stopped.Outcome(Shorter(_options.HeartbeatInterval, _options.DisposeTimeout))
                .ConfigureAwait(false);
        _observation.Stop();
        await _driver.StopAsync().ConfigureAwait(false);
        // What the last members have said is brought to the disk.
        _log?.Dispose();
        _warnings.Complete();
        if (_failure is null)
            _status = NodeStatus.Stopped;
        _completion.TrySetResult();
    }

    private static TimeSpan Shorter(TimeSpan left, TimeSpan right) => left < right ? left : right;

    private void Failed(NodeFailedException failure)
    {
        _observation.Stop();
        Volatile.Write(ref _failure, failure);
        _status = NodeStatus.Failed;
        _warnings.Complete();
        _completion.TrySetException(failure);
        // Nobody has to look at it.
        _ = _completion.Task.Exception;
    }
}

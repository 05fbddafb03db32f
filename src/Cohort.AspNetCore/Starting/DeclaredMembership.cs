using Cohort.AspNetCore.Logging;
using Microsoft.Extensions.Logging;

namespace Cohort.AspNetCore.Starting;

/// <summary>One group of the application: joined once, and what becomes of it logged.</summary>
internal sealed class DeclaredMembership
{
    private static readonly TimeSpan s_firstSilence = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_longestSilence = TimeSpan.FromMinutes(1);

    private readonly ILogger _log;
    private readonly TimeProvider _time;
    private readonly TaskCompletionSource _joined = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool _hasView;
    private GroupStatus? _impairment;

    public DeclaredMembership(string name, GroupTools tools, ToolGroupOptions options, ILogger log)
    {
        (_log, _time) = (log, options.TimeProvider);
        GroupOptions wanted = options.Group;
        Rejoins = wanted.Rejoin;
        Group = new ToolGroup(
            name,
            tools,
            options with
            {
                Group = wanted with
                {
                    OnView = change =>
                    {
                        Seen(change);
                        wanted.OnView?.Invoke(change);
                    },
                    OnStatus = change =>
                    {
                        Changed(change);
                        wanted.OnStatus?.Invoke(change);
                    },
                },
            }
        );
        // Nobody has to wait for it.
        _ = _joined.Task.ContinueWith(
            static joined => joined.Exception,
            CancellationToken.None,
            TaskContinuationOptions.OnlyOnFaulted | TaskContinuationOptions.ExecuteSynchronously,
            TaskScheduler.Default
        );
    }

    /// <summary>The group.</summary>
    public ToolGroup Group { get; }

    /// <summary>Whether it comes back by itself where it was put out.</summary>
    public bool Rejoins { get; }

    /// <summary>Completes when it is joined, and fails where it cannot be.</summary>
    public Task Joined => _joined.Task;

    /// <summary>Why it is over, or could not be joined; null where neither is so.</summary>
    public Exception? Failure => (Joined.IsCompletedSuccessfully ? Group.Completion : Joined).Exception?.InnerException;

    /// <summary>Whether the application is on its way out, so that nothing that happens to it now is worth telling.</summary>
    public bool IsStopping { get; set; }

    /// <summary>Joins it; while that lasts, tells what it waits for, at first soon and then seldom.</summary>
    public async Task JoinAsync(Node node, CancellationToken cancellationToken)
    {
        Task joining = Group.JoinAsync(node, cancellationToken);
        try
        {
            await TellUntilAsync(joining).ConfigureAwait(false);
            await joining.ConfigureAwait(false);
        }
        catch (OperationCanceledException e)
        {
            _joined.TrySetCanceled(e.CancellationToken);
            throw;
        }
        catch (Exception e)
        {
            _joined.TrySetException(e);
            throw;
        }
        _joined.TrySetResult();
        _ = WatchAsync();
    }

    /// <summary>Joins it while the application does other things: where it cannot be joined, the log and the health checks say so.</summary>
    public async Task JoinAsideAsync(Node node, CancellationToken cancellationToken)
    {
        try
        {
            await JoinAsync(node, cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The application stops.
        }
        catch (Exception e)
        {
            Over(e);
        }
    }

    private async Task TellUntilAsync(Task joining)
    {
        for (TimeSpan silence = s_firstSilence; ; silence = Longer(silence))
        {
            using var joined = new CancellationTokenSource();
            Task first = await Task.WhenAny(joining, Task.Delay(silence, _time, joined.Token)).ConfigureAwait(false);
            await joined.CancelAsync().ConfigureAwait(false);
            if (first == joining)
                return;
            _log.Waiting(Group.Name, Group.WhyNotJoined);
        }
    }

    private static TimeSpan Longer(TimeSpan silence) =>
        silence * 10 < s_longestSilence ? silence * 10 : s_longestSilence;

    private void Seen(ViewChange change)
    {
        if (change.IsReplayed)
            return;
        if (_hasView)
            _log.ViewChanged(Group.Name, change.View);
        else
            _log.Joined(Group.Name, change.View);
        _hasView = true;
    }

    private void Changed(StatusChange change)
    {
        if (IsStopping)
            return;
        if (change.Status is GroupStatus.Blocked or GroupStatus.Expelled)
        {
            // The reason may change many times.
            if (_impairment != change.Status)
                _log.Impaired(Group.Name, change.Status, change.Reason);
            _impairment = change.Status;
        }
        else if (change.Status == GroupStatus.Active && _impairment is not null)
        {
            _log.Recovered(Group.Name);
            _impairment = null;
        }
    }

    private async Task WatchAsync()
    {
        try
        {
            await Group.Completion.ConfigureAwait(false);
        }
        catch (Exception e)
        {
            Over(e);
        }
    }

    // Where the node has stopped itself, that is told once, and not once for each of its groups.
    private void Over(Exception failure)
    {
        if (!IsStopping && failure is not NodeFailedException)
            _log.MembershipOver(failure, Group.Name);
    }
}

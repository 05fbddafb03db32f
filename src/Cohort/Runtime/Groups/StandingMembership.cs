namespace Cohort.Runtime.Groups;

/// <summary>A group that this node is to be in: it is joined, and joined again whenever the membership ends, until nobody wants it
/// any more.</summary>
internal sealed class StandingMembership(Node node, string name, Func<GroupOptions> options, TimeSpan patience)
{
    private readonly CancellationTokenSource _stop = new();

    /// <summary>Hears of each membership when it begins.</summary>
    public Action<Group>? OnJoined { get; init; }

    /// <summary>Hears of each attempt that has ended, before the next begins; with why, where it was not on request.</summary>
    public Action<Exception?>? OnEnded { get; init; }

    /// <summary>Leaves, or gives up joining.</summary>
    public void Stop() => _ = _stop.CancelAsync();

    /// <summary>Is a member until <see cref="Stop"/>, or until the node is gone.</summary>
    public async Task RunAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            Exception? failure = null;
            try
            {
                await StayAsync().ConfigureAwait(false);
            }
            catch (Exception e) when (e is ObjectDisposedException or NodeFailedException)
            {
                OnEnded?.Invoke(null);
                return;
            }
            catch (OperationCanceledException) when (_stop.IsCancellationRequested)
            {
                // It was to be left before it was joined.
            }
            // Whatever the application's code or the others have against it: a person hears of it, and it may change.
            catch (Exception e)
            {
                failure = e;
            }
            OnEnded?.Invoke(failure);
            await Task.Delay(patience, _stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task StayAsync()
    {
        Group group = await node.JoinAsync(name, options(), _stop.Token).ConfigureAwait(false);
        OnJoined?.Invoke(group);
        await group.Completion.WaitAsync(_stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (_stop.IsCancellationRequested)
            await group.LeaveAsync(CancellationToken.None).ConfigureAwait(false);
        else
            await group.Completion.ConfigureAwait(false);
    }
}

namespace Cohort.Runtime.Hosting;

/// <summary>One group that was placed on this node: it is joined, and joined again whenever the membership ends, until it is
/// placed elsewhere.</summary>
internal sealed class Replica(Node node, string name, HostedGroup offer, Action<string> warn, TimeSpan patience)
    : IDisposable
{
    private readonly CancellationTokenSource _stop = new();

    /// <summary>Leaves, or gives up joining.</summary>
    public void Stop() => _ = _stop.CancelAsync();

    public void Dispose() => _stop.Dispose();

    /// <summary>Is a member until <see cref="Stop"/>, or until the node is gone.</summary>
    public async Task RunAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                await StayAsync().ConfigureAwait(false);
            }
            catch (Exception e) when (e is ObjectDisposedException or NodeFailedException)
            {
                return;
            }
            catch (OperationCanceledException) when (_stop.IsCancellationRequested)
            {
                return;
            }
            // Whatever the application's code or the others have against it: a person hears of it, and it may change.
            catch (Exception e)
            {
                warn($"Group '{name}' was placed on this node, which could not be in it: {e.Message}");
            }
            await Task.Delay(patience, _stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task StayAsync()
    {
        Group group = await node.JoinAsync(name, offer.Options(name), _stop.Token).ConfigureAwait(false);
        offer.OnJoined?.Invoke(group);
        await group.Completion.WaitAsync(_stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (_stop.IsCancellationRequested)
            await group.LeaveAsync(CancellationToken.None).ConfigureAwait(false);
        else
            await group.Completion.ConfigureAwait(false);
    }
}

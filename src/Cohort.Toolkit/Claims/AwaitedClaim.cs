namespace Cohort.Toolkit.Claims;

/// <summary>A claim that somebody awaits.</summary>
/// <param name="id">Tells it from all other claims of this process.</param>
/// <param name="withdraw">Has the object forget a claim of this process.</param>
/// <param name="group">The group's name.</param>
internal sealed class AwaitedClaim(ulong id, Func<ulong, ValueTask> withdraw, string group) : Claim(id)
{
    private readonly TaskCompletionSource<bool> _settled = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource _lost = new();

    /// <summary>The number of the grant; 0 where it was not granted.</summary>
    public ulong Number { get; private set; }

    /// <summary>Why it is over, where it is.</summary>
    public ClaimEnd? Why { get; private set; }

    /// <summary>Cancelled when what was granted is not this process's any more, or may not be.</summary>
    public CancellationToken Lost => _lost.Token;

    /// <summary>True when it was granted; false where it has to be made again, or cannot be granted.</summary>
    public Task<bool> Settled => _settled.Task;

    public override void Granted(ulong number)
    {
        Number = number;
        _settled.TrySetResult(true);
    }

    public override void AskAgain() => _settled.TrySetResult(false);

    public override void Ended(ClaimEnd why)
    {
        Why = why;
        // Its callbacks are the application's: they run elsewhere, not in the order of the group.
        _ = _lost.CancelAsync();
        _settled.TrySetResult(false);
        // The group may still believe that it is ours.
        if (why == ClaimEnd.Doubtful)
            Withdraw();
    }

    public override void Over()
    {
        Why = ClaimEnd.PutOut;
        _ = _lost.CancelAsync();
        _settled.TrySetException(new MembershipOverException(group));
        // Whoever has stopped waiting need not look at it.
        _ = _settled.Task.Exception;
    }

    /// <summary>Gives back what was granted, and waits for that unless it is lost meanwhile: then there is nothing to
    /// give back.</summary>
    public async ValueTask LetGoAsync()
    {
        if (Lost.IsCancellationRequested)
            return;
        try
        {
            await WithdrawAsync().WaitAsync(Lost).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // It is not held any more, and that is what was wanted.
        }
    }

    /// <summary>Has the object forget it, without waiting for that.</summary>
    public void Withdraw() =>
        // Not in a handler's flow of control, where nothing may wait for the group.
        ThreadPool.UnsafeQueueUserWorkItem(static claim => _ = claim.WithdrawAsync(), this, preferLocal: false);

    private async Task WithdrawAsync()
    {
        try
        {
            await withdraw(Id).ConfigureAwait(false);
        }
        catch (Exception e) when (e is UpdateOutcomeUnknownException or MembershipOverException)
        {
            // The membership is over, and with it whatever it had claimed.
        }
    }
}

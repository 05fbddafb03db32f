using Cohort.Toolkit.Claims;

namespace Cohort;

/// <summary>
/// That this process stands for an election, until this is disposed of. While it waits it may be put out of the group
/// and come back: it stands then behind the others. Once it has led and leads no more the candidacy is over: stand
/// again.
/// </summary>
public sealed class Candidacy : IAsyncDisposable
{
    private readonly CancellationTokenSource _resigning = new();
    private readonly CancellationTokenSource _lost = new();
    private readonly Task<AwaitedClaim> _elected;
    private int _isDisposed;

    internal Candidacy(string name, Func<CancellationToken, Task<AwaitedClaim?>> stand)
    {
        Name = name;
        _elected = StandAsync(stand);
        _ = _elected.ContinueWith(
            static elected => elected.Exception,
            CancellationToken.None,
            TaskContinuationOptions.OnlyOnFaulted | TaskContinuationOptions.ExecuteSynchronously,
            TaskScheduler.Default
        );
    }

    /// <summary>What it stands for.</summary>
    public string Name { get; }

    /// <summary>Whether it leads, as far as is known here: see <see cref="Lost"/>.</summary>
    public bool IsLeader =>
        _elected.IsCompletedSuccessfully
        && Volatile.Read(ref _isDisposed) == 0
        && !_elected.Result.Lost.IsCancellationRequested;

    /// <summary>
    /// The number of its leading, larger than that of everybody before it; 0 where it has not led. Other systems that
    /// get it along with what a leader does can refuse one that has been replaced.
    /// </summary>
    public ulong Term => _elected.IsCompletedSuccessfully ? _elected.Result.Number : 0;

    /// <summary>
    /// Cancelled when it has led and may not lead any more: this process was put out of the group, or cannot tell
    /// whether it was, or has resigned. That is known here only a while after it is so.
    /// </summary>
    public CancellationToken Lost => _lost.Token;

    /// <summary>Waits until it leads.</summary>
    /// <param name="cancellationToken">Ends the waiting; it goes on standing.</param>
    /// <returns>The term.</returns>
    /// <exception cref="MembershipOverException">The membership ended.</exception>
    /// <exception cref="OperationCanceledException">The waiting was cancelled, or it was disposed of.</exception>
    public async Task<ulong> ElectedAsync(CancellationToken cancellationToken = default) =>
        (await _elected.WaitAsync(cancellationToken).ConfigureAwait(false)).Number;

    /// <summary>Resigns: stands no more, or leads no more, and then the next one does.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) != 0)
            return;
        await _lost.CancelAsync().ConfigureAwait(false);
        await _resigning.CancelAsync().ConfigureAwait(false);
        await ((Task)_elected).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (_elected.IsCompletedSuccessfully)
            await _elected.Result.LetGoAsync().ConfigureAwait(false);
    }

    private async Task<AwaitedClaim> StandAsync(Func<CancellationToken, Task<AwaitedClaim?>> stand)
    {
        AwaitedClaim claim = (await stand(_resigning.Token).ConfigureAwait(false))!;
        claim.Lost.UnsafeRegister(static lost => ((CancellationTokenSource)lost!).Cancel(), _lost);
        return claim;
    }
}

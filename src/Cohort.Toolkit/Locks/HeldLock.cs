using Cohort.Toolkit.Claims;
using Cohort.Toolkit.Locks;

namespace Cohort;

/// <summary>A lock, or a permit of a semaphore, that is held until this is disposed of, or is lost.</summary>
public sealed class HeldLock : IAsyncDisposable
{
    private readonly GroupLocks _locks;
    private readonly AwaitedClaim _claim;
    private readonly LockChain _chain;
    private readonly TimeSpan? _lease;
    private int _isDisposed;

    internal HeldLock(GroupLocks locks, string name, AwaitedClaim claim, LockChain chain, TimeSpan? lease) =>
        (_locks, Name, _claim, _chain, _lease) = (locks, name, claim, chain, lease);

    /// <summary>The lock's name.</summary>
    public string Name { get; }

    /// <summary>
    /// Larger than that of every earlier grant of this lock, or of any lock of the group. Send it along with what is
    /// written to other systems, and let these refuse one that is smaller than one that they have seen: then a holder
    /// that does not know yet that it has lost the lock does no harm.
    /// </summary>
    public ulong Token => _claim.Number;

    /// <summary>
    /// Cancelled when it is not held any more, or may not be: it was given back, the lease is over, or this process was
    /// put out of the group, or cannot tell whether it was. That is known here only a while after it is so; what must
    /// not be done twice is protected by <see cref="Token"/>.
    /// </summary>
    public CancellationToken Lost => _claim.Lost;

    /// <summary>Lets the time of its lease begin anew.</summary>
    /// <param name="cancellationToken">Ends the waiting; it may be renewed nevertheless.</param>
    /// <exception cref="InvalidOperationException">It was taken without a lease.</exception>
    /// <exception cref="LockNotHeldException">It is not held any more.</exception>
    public Task RenewAsync(CancellationToken cancellationToken = default) =>
        _lease is null
            ? throw new InvalidOperationException(
                $"Lock '{Name}' was taken without a lease, and is held as long as its member is there: give one with LockOptions.Lease."
            )
            : ToldAsync(_locks.RenewAsync(this, _claim, cancellationToken));

    /// <summary>Gives it back, and waits until the group has seen that.</summary>
    /// <param name="cancellationToken">Ends the waiting; it is given back nevertheless.</param>
    /// <exception cref="LockNotHeldException">It was not held any more: it was lost, or had been given back before.</exception>
    /// <exception cref="MembershipOverException">The membership is over, and with it whatever it held.</exception>
    public Task ReleaseAsync(CancellationToken cancellationToken = default)
    {
        Volatile.Write(ref _isDisposed, 1);
        _chain.End();
        return ToldAsync(_locks.ReleaseAsync(this, _claim, cancellationToken));
    }

    /// <summary>Gives it back, unless it is lost already, and waits until the group has seen that, or until it is
    /// lost.</summary>
    public async ValueTask DisposeAsync()
    {
        _chain.End();
        if (Interlocked.Exchange(ref _isDisposed, 1) == 0)
            await _claim.LetGoAsync().ConfigureAwait(false);
    }

    // Whoever has given it back himself has lost nothing.
    private async Task ToldAsync(Task asked)
    {
        try
        {
            await asked.ConfigureAwait(false);
        }
        catch (LockNotHeldException notHeld) when (_claim.Why == ClaimEnd.Released)
        {
            throw new LockNotHeldException(Name, Token, notHeld.Holders, wasGivenBack: true);
        }
    }

    /// <summary>For people.</summary>
    public override string ToString() => $"{Name} (token {Token})";
}

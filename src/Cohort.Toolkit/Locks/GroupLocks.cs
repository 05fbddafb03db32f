using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using Cohort.Toolkit.Claims;
using Cohort.Toolkit.Groups;
using Cohort.Toolkit.Locks;

namespace Cohort;

/// <summary>
/// Locks, locks for readers and writers, and semaphores of a group, by name: there are as many as are used, and one
/// that nobody holds costs nothing. They are granted in the order in which they were asked for. What a process holds is
/// free when it is put out of the group, in the view that leaves it out. One who holds a lock and asks for it again
/// waits for itself, and is refused.
/// </summary>
public sealed class GroupLocks : IAsyncDisposable
{
    /// <summary>The most characters of a name.</summary>
    public const int LongestName = ToolName.Longest;

    private readonly ToolGroup _group;
    private readonly bool _ownsGroup;
    private readonly Replica<LockTable> _table;
    private readonly ClaimDesk _desk;
    private readonly AsyncLocal<LockChain?> _flow = new();
    private long _flows;

    internal GroupLocks(ToolGroup group, string name, bool ownsGroup = false)
    {
        (_group, _ownsGroup) = (group, ownsGroup);
        _table = group.Get<LockTable>(name);
        ulong nonce = BitConverter.ToUInt64(RandomNumberGenerator.GetBytes(sizeof(ulong)));
        _desk = new ClaimDesk(_table.Slot, () => group.Node.Process, nonce);
        _ = new LeaseTimers(_table.Slot, () => group.Node.Process, group.TimeProvider, EndLease);
    }

    /// <summary>The group.</summary>
    public ToolGroup Group => _group;

    /// <summary>The locks as this member knows them: what was granted elsewhere may not have come here yet.</summary>
    public LocalLocks Local => new(_table);

    /// <summary>Waits for a lock that is held by one alone.</summary>
    /// <param name="name">Its name, of 1 to 256 characters, without control characters and without spaces around
    /// it.</param>
    /// <param name="cancellationToken">Takes the request back; if it was granted meanwhile, the lock is given
    /// back.</param>
    /// <exception cref="OperationCanceledException">It was cancelled; the message says what was known of the request.</exception>
    /// <exception cref="ArgumentException">That cannot be a name; it says why. Nothing was asked.</exception>
    /// <exception cref="DeadlockException">It would be waited for in vain.</exception>
    /// <exception cref="LockRefusedException">It is a semaphore, or there are too many claims.</exception>
    /// <exception cref="MembershipOverException">The membership ended.</exception>
    public Task<HeldLock> LockAsync(string name, CancellationToken cancellationToken = default) =>
        LockAsync(name, LockOptions.Default, cancellationToken);

    /// <summary>Waits for a lock that is held by one alone.</summary>
    /// <param name="name">Its name, of 1 to 256 characters, without control characters and without spaces around
    /// it.</param>
    /// <param name="timeout">How long to wait at most.</param>
    /// <param name="cancellationToken">Takes the request back; if it was granted meanwhile, the lock is given
    /// back.</param>
    /// <exception cref="TimeoutException">It was not granted in time; the request is taken back, and the message says
    /// what was known of it.</exception>
    /// <inheritdoc cref="LockAsync(string, CancellationToken)"/>
    public Task<HeldLock> LockAsync(string name, TimeSpan timeout, CancellationToken cancellationToken = default) =>
        LockAsync(name, new LockOptions { Timeout = timeout }, cancellationToken);

    /// <summary>Waits for a lock that is held by one alone.</summary>
    /// <param name="name">Its name, of 1 to 256 characters, without control characters and without spaces around
    /// it.</param>
    /// <param name="options">What else is wanted.</param>
    /// <param name="cancellationToken">Takes the request back; if it was granted meanwhile, the lock is given
    /// back.</param>
    /// <inheritdoc cref="LockAsync(string, TimeSpan, CancellationToken)"/>
    public Task<HeldLock> LockAsync(string name, LockOptions options, CancellationToken cancellationToken = default) =>
        Take(name, LockMode.Exclusive, 0, options, isTry: false, cancellationToken)!;

    /// <summary>Takes a lock that is held by one alone, if nobody holds it or waits for it.</summary>
    /// <param name="name">Its name, of 1 to 256 characters, without control characters and without spaces around
    /// it.</param>
    /// <param name="options">What else is wanted.</param>
    /// <param name="cancellationToken">Takes the request back.</param>
    /// <returns>The lock; null where it is not free.</returns>
    /// <inheritdoc cref="LockAsync(string, CancellationToken)"/>
    public Task<HeldLock?> TryLockAsync(
        string name,
        LockOptions? options = null,
        CancellationToken cancellationToken = default
    ) => Take(name, LockMode.Exclusive, 0, options ?? LockOptions.Default, isTry: true, cancellationToken);

    /// <summary>
    /// Waits for a lock to hold it together with others that read: all but those that want it for themselves, by
    /// <see cref="LockAsync(string, CancellationToken)"/>. Who comes behind one of those waits behind it.
    /// </summary>
    /// <param name="name">Its name, of 1 to 256 characters, without control characters and without spaces around
    /// it.</param>
    /// <param name="options">What else is wanted.</param>
    /// <param name="cancellationToken">Takes the request back; if it was granted meanwhile, the lock is given
    /// back.</param>
    /// <inheritdoc cref="LockAsync(string, TimeSpan, CancellationToken)"/>
    public Task<HeldLock> ReadLockAsync(
        string name,
        LockOptions? options = null,
        CancellationToken cancellationToken = default
    ) => Take(name, LockMode.Shared, 0, options ?? LockOptions.Default, isTry: false, cancellationToken)!;

    /// <summary>The same as <see cref="LockAsync(string, LockOptions, CancellationToken)"/>: what those that read wait
    /// for.</summary>
    /// <param name="name">Its name, of 1 to 256 characters, without control characters and without spaces around
    /// it.</param>
    /// <param name="options">What else is wanted.</param>
    /// <param name="cancellationToken">Takes the request back; if it was granted meanwhile, the lock is given
    /// back.</param>
    /// <inheritdoc cref="LockAsync(string, TimeSpan, CancellationToken)"/>
    public Task<HeldLock> WriteLockAsync(
        string name,
        LockOptions? options = null,
        CancellationToken cancellationToken = default
    ) => Take(name, LockMode.Exclusive, 0, options ?? LockOptions.Default, isTry: false, cancellationToken)!;

    /// <summary>Waits for a permit of a semaphore.</summary>
    /// <param name="name">Its name, of 1 to 256 characters, without control characters and without spaces around
    /// it.</param>
    /// <param name="permits">How many may hold one at a time, from 1 to 65,536. As long as anybody holds one, who names
    /// another number is refused.</param>
    /// <param name="options">What else is wanted.</param>
    /// <param name="cancellationToken">Takes the request back; if it was granted meanwhile, the permit is given
    /// back.</param>
    /// <exception cref="LockRefusedException">It has another number of permits, or is a lock; or there are too many
    /// claims.</exception>
    /// <inheritdoc cref="LockAsync(string, TimeSpan, CancellationToken)"/>
    public Task<HeldLock> AcquireAsync(
        string name,
        int permits,
        LockOptions? options = null,
        CancellationToken cancellationToken = default
    ) => Take(name, LockMode.Permit, Checked(permits), options ?? LockOptions.Default, false, cancellationToken)!;

    /// <summary>Takes a permit of a semaphore, if there is one and nobody waits.</summary>
    /// <param name="name">Its name, of 1 to 256 characters, without control characters and without spaces around
    /// it.</param>
    /// <param name="permits">How many may hold one at a time, from 1 to 65,536.</param>
    /// <param name="options">What else is wanted.</param>
    /// <param name="cancellationToken">Takes the request back.</param>
    /// <returns>The permit; null where there is none.</returns>
    /// <inheritdoc cref="AcquireAsync"/>
    public Task<HeldLock?> TryAcquireAsync(
        string name,
        int permits,
        LockOptions? options = null,
        CancellationToken cancellationToken = default
    ) => Take(name, LockMode.Permit, Checked(permits), options ?? LockOptions.Default, true, cancellationToken);

    /// <summary>Leaves the group, where it was joined for these locks alone.</summary>
    public ValueTask DisposeAsync() => _ownsGroup ? _group.DisposeAsync() : ValueTask.CompletedTask;

    internal async Task RenewAsync(HeldLock held, AwaitedClaim claim, CancellationToken cancellationToken)
    {
        LockAnswer answer = await _table.RenewAsync(held.Name, claim.Id, cancellationToken).ConfigureAwait(false);
        if (answer.Outcome == LockOutcome.NotHeld)
            throw new LockNotHeldException(held.Name, held.Token, LockHolder.Of(answer.Holders));
    }

    internal async Task ReleaseAsync(HeldLock held, AwaitedClaim claim, CancellationToken cancellationToken)
    {
        LockAnswer answer = await _table.ReleaseAsync(held.Name, claim.Id, cancellationToken).ConfigureAwait(false);
        if (answer.Outcome == LockOutcome.NotHeld)
            throw new LockNotHeldException(held.Name, held.Token, LockHolder.Of(answer.Holders));
    }

    private static int Checked(int permits)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(permits, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(permits, LockTable.MostClaims);
        return permits;
    }

    // Not asynchronous itself: what it says of the caller's flow of control would be forgotten at its end.
    private Task<HeldLock?> Take(
        string name,
        LockMode mode,
        int permits,
        LockOptions options,
        bool isTry,
        CancellationToken cancellationToken
    )
    {
        ToolName.Check(mode == LockMode.Permit ? "semaphore" : "lock", name, LongestName);
        ArgumentNullException.ThrowIfNull(options);
        options.Check();
        var wanted = new LockClaim
        {
            Mode = mode,
            Permits = permits,
            Lease = options.Lease ?? TimeSpan.Zero,
            // What is not to be waited for is taken if it is free.
            IsTry = isTry || options.Timeout == TimeSpan.Zero,
        };
        LockChain chain = options.Owner is { } owner ? owner.Begin(this) : Begin();
        return isTry ? TakeAsync(name, wanted, chain, options, cancellationToken) : TakeInTime();

        async Task<HeldLock?> TakeInTime() =>
            await TakeAsync(name, wanted, chain, options, cancellationToken).ConfigureAwait(false)
            ?? throw new TimeoutException($"'{name}' was not free, and was not to be waited for.");
    }

    private LockChain Begin()
    {
        LockChain? held = LockChain.Held(_flow.Value);
        string owner = held?.Owner ?? Interlocked.Increment(ref _flows).ToString(CultureInfo.InvariantCulture);
        return _flow.Value = new LockChain(this, held, owner);
    }

    private async Task<HeldLock?> TakeAsync(
        string name,
        LockClaim wanted,
        LockChain chain,
        LockOptions options,
        CancellationToken cancellationToken
    )
    {
        wanted.Owner = chain.Owner;
        TimeSpan limit = wanted.IsTry ? Timeout.InfiniteTimeSpan : options.Timeout ?? Timeout.InfiniteTimeSpan;
        using var inTime = new CancellationTokenSource(limit, _group.TimeProvider);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(inTime.Token, cancellationToken);
        var claiming = new Claiming(_desk, claim => WithdrawAsync(name, claim), _group.Name, Fate);
        AwaitedClaim? taken = null;
        try
        {
            taken = await claiming
                .TakeAsync((claim, token) => AskAsync(name, wanted, chain, claim, token), Judge, either.Token)
                .ConfigureAwait(false);
        }
        catch (OperationCanceledException e)
        {
            string awaited = LockWords.Of(wanted.Mode, name, _group.Name);
            if (inTime.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
                throw new TimeoutException(
                    $"Waiting for {awaited} has ended: it was not granted within {options.Timeout}. {e.Message}",
                    e
                );
            throw new OperationCanceledException(
                $"Waiting for {awaited} was cancelled. {e.Message}",
                e,
                cancellationToken
            );
        }
        finally
        {
            if (taken is null)
                chain.End();
        }
        return taken is null ? null : new HeldLock(this, name, taken, chain, options.Lease);

        bool Judge(LockAnswer answer) => IsTaken(name, wanted, answer);

        string Fate(ClaimFate fate) => LockWords.Of(fate, wanted.Mode);
    }

    private ValueTask<LockAnswer> AskAsync(
        string name,
        LockClaim wanted,
        LockChain chain,
        AwaitedClaim claim,
        CancellationToken cancellationToken
    )
    {
        chain.Use(claim);
        (wanted.Id, wanted.Together) = (claim.Id, chain.Together());
        return _table.RequestAsync(name, wanted, cancellationToken);
    }

    private static bool IsTaken(string name, LockClaim wanted, LockAnswer answer) =>
        answer.Outcome switch
        {
            LockOutcome.Taken => true,
            LockOutcome.NotNow => false,
            LockOutcome.Deadlock => throw new DeadlockException([
                .. answer.Cycle.Select(step => new DeadlockStep(step.Owner, step.Holds, step.WaitsFor)),
            ]),
            LockOutcome.OtherPermits => throw new LockRefusedException(
                $"'{name}' was asked for as {Kind(wanted.Permits)}, and as long as anybody holds it it is {Kind(answer.Permits)}. "
                    + "Name the same number of permits everywhere."
            ),
            _ => throw new LockRefusedException(
                $"'{name}' was not granted: {LockTable.MostClaims} locks of the group are held or waited for, which is the most. Wait until "
                    + "some are given back."
            ),
        };

    private static string Kind(int permits) => permits == 0 ? "a lock" : $"a semaphore of {permits}";

    private async ValueTask WithdrawAsync(string name, ulong claim) =>
        await _table.ReleaseAsync(name, claim, CancellationToken.None).ConfigureAwait(false);

    /// <summary>A lease is over by this member's time.</summary>
    private void EndLease(LeaseRuns runs)
    {
        // The owner hears it first.
        if (runs.Process == _group.Node.Process)
            _desk.End(runs.Claim, ClaimEnd.LeaseOver);
        _group.Node.Watch(EndLeaseAsync(runs));
    }

    private async Task EndLeaseAsync(LeaseRuns runs)
    {
        var holder = new Claimant(runs.Process.Address, runs.Process.Incarnation, 0, "");
        try
        {
            await _table
                .EndLeaseAsync(runs.Lock, holder, runs.Claim, runs.Renewals, CancellationToken.None)
                .ConfigureAwait(false);
        }
        catch (Exception e) when (e is UpdateOutcomeUnknownException or MembershipOverException)
        {
            // The membership is over: the others see to it.
        }
    }
}

/// <summary>The locks of a group as one member knows them.</summary>
public readonly struct LocalLocks
{
    private readonly Replica<LockTable> _table;

    internal LocalLocks(Replica<LockTable> table) => _table = table;

    /// <summary>The locks that somebody holds, in the order of their names.</summary>
    public IReadOnlyList<LockInfo> All() =>
        _table.ReadLocal(
            0,
            static (table, _) =>
                (ImmutableArray<LockInfo>)[.. table.Locks.Select(each => LockInfo.Of(each.Key, each.Value))]
        );

    /// <summary>One lock; null where nobody holds it.</summary>
    /// <param name="name">Its name.</param>
    public LockInfo? Find(string name) =>
        _table.ReadLocal(
            name,
            static (table, name) =>
                table.Locks.TryGetValue(name, out LockQueue? queue) ? LockInfo.Of(name, queue) : null
        );
}

using Cohort.Toolkit.Collections;

namespace Cohort;

/// <summary>A number of which each member of a group has a replica, from 0. Updates take effect once, at one place in the order of the
/// group, and what they return is as of there, so that no two get the same from <see cref="IncrementAsync"/>.</summary>
public sealed class ReplicatedCounter : IAsyncDisposable
{
    private readonly Replica<CounterState> _replica;

    internal ReplicatedCounter(Replica<CounterState> replica) => _replica = replica;

    /// <summary>Its name in the group.</summary>
    public string Name => _replica.Name;

    /// <summary>The present membership in the group that it belongs to.</summary>
    public Group Group => _replica.Group;

    /// <summary>How many Total messages of the group are behind this replica.</summary>
    public ulong Position => _replica.Position;

    /// <summary>What it is at this replica: what has been answered elsewhere may not have come here yet.</summary>
    public long Local => _replica.Local.Get();

    /// <summary>Adds an amount.</summary>
    /// <param name="amount">How much; may be less than 0.</param>
    /// <param name="cancellationToken">Ends the waiting; an update that was sent may be made nevertheless.</param>
    /// <returns>What it is then.</returns>
    /// <exception cref="UpdateFailedException">It would not fit in 64 bits.</exception>
    /// <exception cref="UpdateOutcomeUnknownException">Nobody can tell whether it was made.</exception>
    public ValueTask<long> AddAsync(long amount, CancellationToken cancellationToken = default) =>
        _replica.AddAsync(amount, cancellationToken);

    /// <summary>Adds 1.</summary>
    /// <param name="cancellationToken">Ends the waiting; an update that was sent may be made nevertheless.</param>
    /// <returns>What it is then.</returns>
    /// <exception cref="UpdateFailedException">It would not fit in 64 bits.</exception>
    /// <exception cref="UpdateOutcomeUnknownException">Nobody can tell whether it was made.</exception>
    public ValueTask<long> IncrementAsync(CancellationToken cancellationToken = default) =>
        _replica.AddAsync(1, cancellationToken);

    /// <summary>Sets it, if it is what is expected.</summary>
    /// <param name="expected">What it should be.</param>
    /// <param name="value">What it is then.</param>
    /// <param name="cancellationToken">Ends the waiting; an update that was sent may be made nevertheless.</param>
    /// <returns>Whether it was.</returns>
    /// <exception cref="UpdateOutcomeUnknownException">Nobody can tell whether it was made.</exception>
    public ValueTask<bool> CompareAndSetAsync(
        long expected,
        long value,
        CancellationToken cancellationToken = default
    ) => _replica.CompareAndSetAsync(expected, value, cancellationToken);

    /// <summary>What it is, as of no earlier than this call (linearizable).</summary>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <exception cref="MembershipOverException">The membership is over.</exception>
    public ValueTask<long> GetAsync(CancellationToken cancellationToken = default) =>
        _replica.GetAsync(cancellationToken);

    /// <summary>Leaves the group, where it was joined for this counter alone.</summary>
    public ValueTask DisposeAsync() => _replica.DisposeAsync();
}

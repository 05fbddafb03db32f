namespace Cohort;

/// <summary>What is wanted of a lock besides the lock.</summary>
public sealed record LockOptions
{
    private static readonly TimeSpan s_shortestLease = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan s_longestLease = TimeSpan.FromDays(1);

    /// <summary>
    /// How long it is held at most, unless <see cref="HeldLock.RenewAsync"/> lets that time begin anew: for a holder
    /// whose code may hang while its process lives. From 10 ms to a day; default: null, as long as its member is there.
    /// </summary>
    public TimeSpan? Lease { get; init; }

    /// <summary>How long to wait at most; behind it a <see cref="TimeoutException"/> says so. 0: not at all, it is taken if it is
    /// free. Default, as <see cref="System.Threading.Timeout.InfiniteTimeSpan"/>: as long as it takes.</summary>
    public TimeSpan? Timeout { get; init; }

    /// <summary>
    /// For whom, where that is not the flow of control that asks: needed only where one owner takes locks in several
    /// methods and keeps them, and deadlocks are to be found nevertheless.
    /// </summary>
    public LockOwner? Owner { get; init; }

    internal static LockOptions Default { get; } = new();

    internal void Check()
    {
        if (Lease < s_shortestLease || Lease > s_longestLease)
            throw new OptionsException(
                nameof(Lease),
                $"{nameof(Lease)} is {Lease}. It must be from {s_shortestLease} to {s_longestLease}, or null."
            );
        if (Timeout == System.Threading.Timeout.InfiniteTimeSpan)
            return;
        if (Timeout < TimeSpan.Zero || Timeout > s_longestLease)
            throw new OptionsException(
                nameof(Timeout),
                $"{nameof(Timeout)} is {Timeout}. It must be from 0 to {s_longestLease}, or null for as long as it takes."
            );
    }
}

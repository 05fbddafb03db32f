using Cohort.Toolkit.Claims;

namespace Cohort.Toolkit.Locks;

/// <summary>
/// The locks that one flow of control holds or waits for, the last in front. A flow that branches does so here too: two
/// branches do not hold each other's locks, but both those that were held before.
/// </summary>
internal sealed class LockChain
{
    /// <summary>The most locks of a flow that are told to the group, for finding deadlocks: the last ones.</summary>
    public const int MostTold = 64;

    private readonly GroupLocks _locks;
    private LockChain? _before;
    private volatile AwaitedClaim? _claim;
    private volatile bool _isOver;

    /// <param name="locks">Where the lock is.</param>
    /// <param name="before">What is held already.</param>
    /// <param name="owner">Who, in the eyes of people.</param>
    public LockChain(GroupLocks locks, LockChain? before, string owner)
    {
        (_locks, Owner) = (locks, owner);
        _before = before;
        // Those that are over are let go of, so that a flow which always holds something does not hold all that it ever
        // held.
        for (LockChain? at = this; at is not null; at = at._before)
            while (at._before is { IsOver: true } over)
                at._before = over._before;
    }

    /// <summary>Who holds them.</summary>
    public string Owner { get; }

    /// <summary>Whether this one is neither held nor waited for any more.</summary>
    public bool IsOver => _isOver || _claim is { Lost.IsCancellationRequested: true };

    /// <summary>What is held before this one, or is nothing.</summary>
    public static LockChain? Held(LockChain? chain)
    {
        while (chain is { IsOver: true })
            chain = chain._before;
        return chain;
    }

    /// <summary>It is waited for under a claim, or under another one than before.</summary>
    public void Use(AwaitedClaim claim) => _claim = claim;

    /// <summary>It is given back, or was not granted.</summary>
    public void End() => _isOver = true;

    /// <summary>The claims that are held while this one is waited for.</summary>
    public List<ulong> Together()
    {
        var together = new List<ulong>();
        for (LockChain? at = _before; at is not null && together.Count < MostTold; at = at._before)
            if (!at.IsOver && at._locks == _locks && at._claim is { } claim)
                together.Add(claim.Id);
        return together;
    }
}

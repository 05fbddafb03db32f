namespace Cohort;

/// <summary>
/// One that holds locks and waits for others, wherever in the program it does so: what it holds it does not let go of
/// while it waits. Give it with <see cref="LockOptions.Owner"/>.
/// </summary>
/// <param name="name">What it is called in a <see cref="DeadlockException"/>.</param>
public sealed class LockOwner(string name)
{
    private readonly Lock _lock = new();
    private Toolkit.Locks.LockChain? _last;

    /// <summary>What it is called.</summary>
    public string Name { get; } = name;

    internal Toolkit.Locks.LockChain Begin(GroupLocks locks)
    {
        lock (_lock)
            return _last = new Toolkit.Locks.LockChain(locks, _last, Name);
    }
}

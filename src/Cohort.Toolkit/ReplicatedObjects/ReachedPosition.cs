namespace Cohort.Toolkit.ReplicatedObjects;

/// <summary>How far the replicas of a member have come in the order of the group, and who waits for them to come further.</summary>
/// <param name="group">The name of the group.</param>
internal sealed class ReachedPosition(string group)
{
    private readonly Lock _lock = new();

    // By position, those of one position in the order in which they came.
    private readonly SortedDictionary<(ulong Position, long Number), TaskCompletionSource> _waiting = [];
    private GroupId? _formation;
    private ulong _position;
    private long _lastNumber;
    private int _count;
    private bool _isOver;

    /// <summary>All that the group has delivered up to here, the replicas have made.</summary>
    public ulong Position => Volatile.Read(ref _position);

    /// <summary>Completes when the replicas have come to a position.</summary>
    /// <exception cref="PositionLostException">The group has begun anew.</exception>
    /// <exception cref="MembershipOverException">The membership is over.</exception>
    public async Task ReachAsync(ulong position, CancellationToken cancellationToken)
    {
        var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        (ulong, long) key;
        lock (_lock)
        {
            if (_isOver)
                throw Over();
            key = (position, ++_lastNumber);
            _waiting.Add(key, reached);
            // The one who passes the position looks for waiters behind it, and so at least one of the two sees the other.
            Interlocked.Increment(ref _count);
            if (position <= Position)
                Pass(Position);
        }
        try
        {
            await reached.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            lock (_lock)
                if (_waiting.Remove(key))
                    Interlocked.Decrement(ref _count);
        }
    }

    /// <summary>The replicas have come to a position.</summary>
    public void Reach(ulong position)
    {
        Interlocked.Exchange(ref _position, position);
        if (Volatile.Read(ref _count) == 0)
            return;
        lock (_lock)
            Pass(position);
    }

    /// <summary>A view is installed: where it is of another formation, positions count from 0 again.</summary>
    public void Install(GroupId formation, ulong position)
    {
        lock (_lock)
        {
            if (_formation is { } before && before != formation)
                FailAll(waiting => new PositionLostException(group, waiting));
            _formation = formation;
        }
        Reach(position);
    }

    /// <summary>The membership is over for good.</summary>
    public void End()
    {
        lock (_lock)
        {
            _isOver = true;
            FailAll(_ => Over());
        }
    }

    private MembershipOverException Over() => new(group, "no position is reached there any more");

    private void Pass(ulong position)
    {
        while (_waiting.Count > 0 && _waiting.First() is var (key, first) && key.Position <= position)
        {
            _waiting.Remove(key);
            Interlocked.Decrement(ref _count);
            first.TrySetResult();
        }
    }

    private void FailAll(Func<ulong, CohortException> failure)
    {
        foreach (((ulong position, _), TaskCompletionSource waiting) in _waiting)
        {
            waiting.TrySetException(failure(position));
            // Whoever has stopped waiting need not look at it.
            _ = waiting.Task.Exception;
        }
        _waiting.Clear();
        Interlocked.Exchange(ref _count, 0);
    }
}

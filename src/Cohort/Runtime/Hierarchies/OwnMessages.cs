namespace Cohort.Runtime.Hierarchies;

/// <summary>A member's own messages that have no place in the order of all yet: so many may be under way, and whoever flushes waits
/// for them.</summary>
internal sealed class OwnMessages(int most, long mostBytes)
{
    private readonly Lock _lock = new();
    private readonly Queue<int> _sizes = new();
    private readonly List<(long UpTo, TaskCompletionSource Done)> _flushes = [];
    private TaskCompletionSource _room = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _bytes;
    private long _sent;
    private long _settled;
    private int _memberships;

    /// <summary>Waits until there is room for one more; a handler, for which the others may wait, never does. Answers in which
    /// membership it was let in.</summary>
    public async ValueTask<int> EnterAsync(int size, bool waits, CancellationToken cancellationToken)
    {
        while (true)
        {
            Task room;
            lock (_lock)
            {
                if (!waits || (_sizes.Count < most && _bytes < mostBytes))
                {
                    _sizes.Enqueue(size);
                    _bytes += size;
                    _sent++;
                    return _memberships;
                }
                room = _room.Task;
            }
            await room.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>One that was let in was certainly not sent.</summary>
    public void TakeBack(int membership)
    {
        lock (_lock)
            if (membership == _memberships)
                SettleFirst();
    }

    /// <summary>The first of them has its place.</summary>
    public void Settle()
    {
        lock (_lock)
            SettleFirst();
    }

    /// <summary>Completes when all that are under way have their place.</summary>
    public Task WhenSettled()
    {
        lock (_lock)
        {
            if (_sizes.Count == 0)
                return Task.CompletedTask;
            var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _flushes.Add((_sent, done));
            return done.Task;
        }
    }

    /// <summary>The membership has ended: of what was under way nothing more is heard.</summary>
    public void BeginAnew(Func<Exception> unknown)
    {
        lock (_lock)
        {
            _memberships++;
            _settled = _sent;
            _sizes.Clear();
            _bytes = 0;
            foreach ((_, TaskCompletionSource done) in _flushes)
                done.SetException(unknown());
            _flushes.Clear();
            GiveRoom();
        }
    }

    private void SettleFirst()
    {
        // What was sent in an earlier membership may come back in this one.
        if (!_sizes.TryDequeue(out int size))
            return;
        _bytes -= size;
        _settled++;
        for (int at = _flushes.Count - 1; at >= 0; at--)
            if (_flushes[at].UpTo <= _settled)
            {
                _flushes[at].Done.SetResult();
                _flushes.RemoveAt(at);
            }
        GiveRoom();
    }

    private void GiveRoom()
    {
        _room.TrySetResult();
        _room = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}

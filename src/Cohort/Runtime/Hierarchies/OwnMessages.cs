namespace Cohort.Runtime.Hierarchies;

/// <summary>A member's own messages that have no place in the order of all yet: so many may be under way, and whoever flushes waits
/// for them.</summary>
internal sealed class OwnMessages(int most, long mostBytes)
{
    /// <summary>A message that was let in.</summary>
    internal sealed class Entry(int size)
    {
        public int Size => size;
    }

    private readonly Lock _lock = new();

    // In the order in which they are sent, and so in that in which they get their places.
    private readonly LinkedList<Entry> _underWay = new();
    private readonly List<(Entry Last, TaskCompletionSource Done)> _flushes = [];
    private TaskCompletionSource _room = NewSource();
    private long _bytes;
    private Exception? _lost;
    private Func<Exception>? _over;

    /// <summary>Waits until there is room for one more; a handler, for which the others may wait, never does.</summary>
    public async ValueTask<Entry> EnterAsync(int size, bool waits, CancellationToken cancellationToken)
    {
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            Task room;
            lock (_lock)
            {
                if (_over is not null || !waits || (_underWay.Count < most && _bytes < mostBytes))
                {
                    var entry = new Entry(size);
                    _underWay.AddLast(entry);
                    _bytes += size;
                    return entry;
                }
                room = _room.Task;
            }
            await room.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>One that was let in was not sent, or nothing will be heard of it any more.</summary>
    public void TakeBack(Entry entry)
    {
        lock (_lock)
        {
            if (_underWay.Find(entry) is not { } node)
                return;
            // Who waits for it waits for the one before.
            LinkedListNode<Entry>? before = node.Previous;
            for (int at = _flushes.Count - 1; at >= 0; at--)
            {
                if (!ReferenceEquals(_flushes[at].Last, entry))
                    continue;
                TaskCompletionSource done = _flushes[at].Done;
                _flushes.RemoveAt(at);
                if (before is null)
                    done.TrySetResult();
                else
                    _flushes.Add((before.Value, done));
            }
            Remove(node);
        }
    }

    /// <summary>The first of them has its place.</summary>
    public void Settle()
    {
        lock (_lock)
        {
            // What was sent in an earlier membership may come back in this one.
            if (_underWay.First is not { } first)
                return;
            foreach ((Entry last, TaskCompletionSource done) in _flushes.ToArray())
                if (ReferenceEquals(last, first.Value))
                    done.TrySetResult();
            _flushes.RemoveAll(flush => flush.Done.Task.IsCompleted);
            Remove(first);
        }
    }

    /// <summary>Completes when all that are under way have their place. Where some were lost, the first to ask is told.</summary>
    public Task WhenSettled()
    {
        lock (_lock)
        {
            if (_over is { } over)
                return Task.FromException(over());
            if (_lost is { } lost)
            {
                _lost = null;
                return Task.FromException(lost);
            }
            if (_underWay.Last is not { } last)
                return Task.CompletedTask;
            TaskCompletionSource done = NewSource();
            _flushes.Add((last.Value, done));
            return done.Task;
        }
    }

    /// <summary>The membership in the leaf has ended: of what was under way nothing more is heard.</summary>
    public void BeginAnew(Func<Exception> unknown)
    {
        lock (_lock)
        {
            bool told = _flushes.Count > 0;
            foreach ((_, TaskCompletionSource done) in _flushes)
                done.TrySetException(unknown());
            _flushes.Clear();
            if (_underWay.Count > 0 && !told)
                _lost = unknown();
            _underWay.Clear();
            _bytes = 0;
            GiveRoom();
        }
    }

    /// <summary>There is no membership any more, nor will there be.</summary>
    public void End(Func<Exception> over)
    {
        lock (_lock)
        {
            _over ??= over;
            GiveRoom();
        }
    }

    private void Remove(LinkedListNode<Entry> node)
    {
        _underWay.Remove(node);
        _bytes -= node.Value.Size;
        GiveRoom();
    }

    private void GiveRoom()
    {
        _room.TrySetResult();
        _room = NewSource();
    }

    private static TaskCompletionSource NewSource() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}

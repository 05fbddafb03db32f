namespace Cohort.Runtime;

/// <summary>
/// Where everybody leaves what has happened, and one thread takes all of it at once. It has no bound of its own: each
/// kind of letter is bounded where it is written (received bytes by the connection's buffers, sends by the outbox).
/// </summary>
internal sealed class Mailbox<T>
{
    private readonly object _lock = new();
    private T[] _letters = new T[64];
    private T[] _taken = new T[64];
    private int _count;
    private int _takenCount;
    private bool _waiting;
    private bool _closed;

    /// <summary>Leaves a letter; false when the mailbox is closed, and the letter is not taken.</summary>
    public bool Post(in T letter)
    {
        lock (_lock)
        {
            if (_closed)
                return false;
            if (_count == _letters.Length)
                Array.Resize(ref _letters, _count * 2);
            _letters[_count++] = letter;
            if (_waiting)
                Monitor.Pulse(_lock);
            return true;
        }
    }

    /// <summary>Refuses letters from now on; those that are there can still be taken.</summary>
    public void Close()
    {
        lock (_lock)
        {
            _closed = true;
            Monitor.PulseAll(_lock);
        }
    }

    /// <summary>
    /// Takes all that is there, waiting for the first letter as long as <paramref name="patience"/> says. False when the
    /// mailbox is closed and empty. The letters are valid until the next call.
    /// </summary>
    public bool Take(TimeSpan patience, out ReadOnlySpan<T> letters)
    {
        // What was taken last time must not be kept alive by a mailbox that then waits.
        Array.Clear(_taken, 0, _takenCount);
        lock (_lock)
        {
            if (_count == 0 && !_closed && patience > TimeSpan.Zero)
            {
                _waiting = true;
                Monitor.Wait(_lock, Rounded(patience));
                _waiting = false;
            }
            (_letters, _taken) = (_taken, _letters);
            (_takenCount, _count) = (_count, 0);
            letters = _taken.AsSpan(0, _takenCount);
            return _takenCount > 0 || !_closed;
        }
    }

    // Monitor waits in whole milliseconds and rounds down; waking too early would spin through the rest.
    private static TimeSpan Rounded(TimeSpan patience) =>
        patience >= TimeSpan.FromDays(1)
            ? TimeSpan.FromDays(1)
            : TimeSpan.FromMilliseconds(Math.Ceiling(patience.TotalMilliseconds));
}

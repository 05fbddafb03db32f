namespace Cohort.Runtime;

/// <summary>
/// Where everybody leaves what has happened, and one thread takes all of it at once. It has no bound of its own: each
/// kind of letter is bounded where it is written (sends by the outbox, answers of handlers by what they were asked).
/// </summary>
/// <param name="wake">Wakes the one who takes, after it has said that it rests.</param>
internal sealed class Mailbox<T>(Action wake)
{
    private readonly Lock _lock = new();
    private T[] _letters = new T[64];
    private T[] _taken = new T[64];
    private int _count;
    private int _takenCount;
    private bool _resting;
    private bool _closed;

    /// <summary>Leaves a letter; false when the mailbox is closed, and the letter is not taken.</summary>
    public bool Post(in T letter)
    {
        bool wakes;
        lock (_lock)
        {
            if (_closed)
                return false;
            if (_count == _letters.Length)
                Array.Resize(ref _letters, _count * 2);
            _letters[_count++] = letter;
            (wakes, _resting) = (_resting, false);
        }
        if (wakes)
            wake();
        return true;
    }

    /// <summary>Refuses letters from now on; those that are there can still be taken.</summary>
    public void Close()
    {
        lock (_lock)
            (_closed, _resting) = (true, false);
        wake();
    }

    /// <summary>
    /// Says that whoever takes is about to rest, so that the next letter wakes it. False where there is a reason not to: a
    /// letter, or the end.
    /// </summary>
    public bool TryRest()
    {
        lock (_lock)
            return _resting = _count == 0 && !_closed;
    }

    /// <summary>
    /// Takes all that is there. False when the mailbox is closed and empty. The letters are valid until the next call.
    /// </summary>
    public bool Take(out ReadOnlySpan<T> letters)
    {
        // What was taken last time must not be kept alive by a mailbox that then waits.
        Array.Clear(_taken, 0, _takenCount);
        lock (_lock)
        {
            _resting = false;
            (_letters, _taken) = (_taken, _letters);
            (_takenCount, _count) = (_count, 0);
            letters = _taken.AsSpan(0, _takenCount);
            return _takenCount > 0 || !_closed;
        }
    }
}

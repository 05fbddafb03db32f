namespace Cohort.Runtime;

/// <summary>
/// Two threads of which one is on duty. The one on duty lends its duty while it calls what may take long; where that takes
/// longer than a few milliseconds, the other one takes the duty over. As long as calls are quick, no thread has to be woken
/// for them.
/// </summary>
internal sealed class Relief
{
    private static readonly TimeSpan s_look = TimeSpan.FromMilliseconds(2);

    // Looks without a loan between them, after which the other thread sleeps until the next one.
    private const int LooksBeforeSleep = 50;

    private const int Held = 0;
    private const int Lent = 1;

    private readonly object _gate = new();
    private int _duty = Held;
    private long _loans;
    private volatile bool _otherWaits;
    private volatile bool _otherLooks;
    private bool _ended;

    /// <summary>Lends the duty. False where the other thread is not there to take it: what may take long must be called
    /// elsewhere.</summary>
    public bool TryLend()
    {
        if (!_otherWaits)
            return false;
        Volatile.Write(ref _loans, _loans + 1);
        Interlocked.Exchange(ref _duty, Lent);
        if (!_otherLooks)
            lock (_gate)
            {
                _otherLooks = true;
                Monitor.Pulse(_gate);
            }
        return true;
    }

    /// <summary>Whether the other thread has taken over the duty that this one has lent.</summary>
    public bool IsTaken => Volatile.Read(ref _duty) == Held;

    /// <summary>Takes the duty back; false where the other thread has it now.</summary>
    public bool TakeBack() => Interlocked.CompareExchange(ref _duty, Held, Lent) == Lent;

    /// <summary>Waits, as the thread that is not on duty, until it is; false at the end.</summary>
    public bool Await()
    {
        lock (_gate)
        {
            _otherWaits = true;
            int idle = 0;
            long seen = Volatile.Read(ref _loans);
            while (!_ended)
            {
                if (!_otherLooks)
                {
                    Monitor.Wait(_gate);
                    idle = 0;
                }
                else
                {
                    Monitor.Wait(_gate, s_look);
                }
                long loans = Volatile.Read(ref _loans);
                if (loans == seen && TakeBack())
                {
                    _otherWaits = false;
                    return true;
                }
                idle = loans == seen ? idle + 1 : 0;
                seen = loans;
                if (idle < LooksBeforeSleep)
                    continue;
                // A loan that began just now has seen that this thread looks; so it must look once more.
                _otherLooks = false;
                Interlocked.MemoryBarrier();
                _otherLooks = Volatile.Read(ref _duty) == Lent;
            }
            _otherWaits = false;
            return false;
        }
    }

    /// <summary>Nobody is on duty any more.</summary>
    public void End()
    {
        lock (_gate)
        {
            _ended = true;
            Monitor.PulseAll(_gate);
        }
    }
}

namespace Cohort.Protocol.Suspicion;

/// <summary>
/// The time that a node lives in: its monotonic clock without the gaps in which the node was not running. A process that
/// was stopped, swapped out or moved finds its clock jumped; what passed meanwhile says nothing about the others, so it is
/// left out, and with it every suspicion that would rest on it. A clock that goes back stands still.
/// </summary>
internal sealed class NodeClock(TimeSpan tolerance)
{
    private Instant _last;
    private Instant _expected;
    private bool _started;

    /// <summary>Now, on this clock.</summary>
    public Instant Now { get; private set; }

    /// <summary>All the time that has passed, gaps included: what others were promised to expire goes by it.</summary>
    public Instant Elapsed { get; private set; }

    /// <summary>Takes in what the machine's clock says.</summary>
    public void Advance(Instant now)
    {
        if (!_started)
        {
            (_started, _last, _expected, Now, Elapsed) = (true, now, now, now, now);
            return;
        }
        TimeSpan passed = now - _last;
        _last = now;
        if (passed <= TimeSpan.Zero)
            return;
        Elapsed += passed;
        TimeSpan planned = _expected > Now ? _expected - Now : TimeSpan.Zero;
        Now += passed > planned + tolerance ? planned : passed;
    }

    /// <summary>Plans to wake at a point of this clock; answers when that is on the machine's clock.</summary>
    public Instant WakeAt(Instant at)
    {
        _expected = at;
        return _last + (at > Now ? at - Now : TimeSpan.Zero);
    }
}

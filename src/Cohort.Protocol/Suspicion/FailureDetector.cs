namespace Cohort.Protocol.Suspicion;

/// <summary>
/// How long a peer may be silent before it is suspected: never less than the suspicion time, more where its heartbeats have
/// come irregularly or a suspicion has turned out to be wrong (after Chandra, Toueg, JACM 1996, section 6.2; Jacobson's
/// estimate of mean and deviation).
/// </summary>
internal sealed class FailureDetector(TimeSpan suspicionTime)
{
    private const int MostPatience = 4;

    private long _mean;
    private long _deviation;
    private int _mistakes;

    /// <summary>The silence that it takes.</summary>
    public TimeSpan Timeout
    {
        get
        {
            long estimate = _mean + 6 * _deviation;
            long least = suspicionTime.Ticks + suspicionTime.Ticks / 2 * _mistakes;
            return new TimeSpan(
                Math.Clamp(Math.Max(least, estimate), suspicionTime.Ticks, MostPatience * suspicionTime.Ticks)
            );
        }
    }

    /// <summary>The peer was heard after a pause of this length.</summary>
    public void Heard(TimeSpan pause)
    {
        long error = pause.Ticks - _mean;
        _mean += error / 8;
        _deviation += (Math.Abs(error) - _deviation) / 4;
    }

    /// <summary>It had been suspected and was alive.</summary>
    public void WasWrong() => _mistakes = Math.Min(_mistakes + 1, 2 * MostPatience);
}

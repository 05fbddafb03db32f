using Cohort.Protocol;
using Cohort.Runtime.Observation;

namespace Cohort.Runtime.Groups;

/// <summary>
/// Tells the machine how many messages the application has finished with: in batches where it is quick, and soon where
/// it is slow, since senders wait for it.
/// </summary>
internal sealed class Consumption(Action<Input> post, int handle, GroupObservation observation)
{
    private const int Batch = 64;
    private const long PatienceInMilliseconds = 1;

    private int _finished;
    private long _lastTold = Environment.TickCount64;

    /// <summary>One more is finished. Calls do not overlap.</summary>
    /// <param name="moreToCome">Whether another message waits already.</param>
    public void Finished(bool moreToCome)
    {
        _finished++;
        if (!moreToCome || _finished >= Batch || Environment.TickCount64 - _lastTold >= PatienceInMilliseconds)
            Tell();
    }

    /// <summary>Tells what has not been told.</summary>
    public void Tell()
    {
        if (_finished == 0)
            return;
        observation.CountHandled(_finished);
        post(Input.Consumed(handle, _finished));
        _finished = 0;
        _lastTold = Environment.TickCount64;
    }
}

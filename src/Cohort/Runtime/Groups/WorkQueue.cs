using Cohort.Protocol;

namespace Cohort.Runtime.Groups;

/// <summary>
/// The outputs of one membership on their way from the driver's turns to its handlers: the driver gathers a turn's, hands
/// them over in one piece, and the handlers take all that is there.
/// </summary>
internal sealed class WorkQueue
{
    private readonly Lock _lock = new();
    private const int FirstRoom = 4;

    private Output[] _gathered = [];
    private Output[] _waiting = [];
    private Output[] _taken = [];
    private int _gatheredCount;
    private int _waitingCount;
    private int _takenCount;
    private Ending? _ending;
    private bool _busy;

    /// <summary>Whether more waits than was taken.</summary>
    public bool HasMore => Volatile.Read(ref _waitingCount) > 0;

    /// <summary>Keeps an output for the end of the turn; on the driver's thread.</summary>
    public void Gather(in Output output)
    {
        if (_gatheredCount == _gathered.Length)
            Array.Resize(ref _gathered, Math.Max(FirstRoom, _gatheredCount * 2));
        _gathered[_gatheredCount++] = output;
    }

    /// <summary>Hands over what was gathered, and the end where it has come; true where somebody must start to work on it.</summary>
    public bool HandOver(Ending? ending = null)
    {
        lock (_lock)
        {
            if (_waitingCount == 0)
            {
                (_waiting, _gathered) = (_gathered, _waiting);
                _waitingCount = _gatheredCount;
            }
            else
            {
                if (_waiting.Length < _waitingCount + _gatheredCount)
                    Array.Resize(ref _waiting, Math.Max(_waiting.Length * 2, _waitingCount + _gatheredCount));
                Array.Copy(_gathered, 0, _waiting, _waitingCount, _gatheredCount);
                Array.Clear(_gathered, 0, _gatheredCount);
                _waitingCount += _gatheredCount;
            }
            _gatheredCount = 0;
            _ending ??= ending;
            bool starts = !_busy && (_waitingCount > 0 || _ending is not null);
            _busy |= starts;
            return starts;
        }
    }

    /// <summary>Keeps no room, where nothing is in it; on the driver's thread.</summary>
    public void Tidy()
    {
        lock (_lock)
            if (!_busy && _waitingCount == 0 && _gatheredCount == 0)
                (_gathered, _waiting, _taken) = ([], [], []);
    }

    /// <summary>
    /// Takes all that waits; what was taken before is forgotten. False where there is nothing: then whoever worked on it has
    /// stopped, for good where <paramref name="ending"/> says that the end has come.
    /// </summary>
    public bool TryTake(out ArraySegment<Output> outputs, out Ending? ending)
    {
        Array.Clear(_taken, 0, _takenCount);
        lock (_lock)
        {
            (_taken, _waiting) = (_waiting, _taken);
            (_takenCount, _waitingCount) = (_waitingCount, 0);
            outputs = new ArraySegment<Output>(_taken, 0, _takenCount);
            ending = _takenCount == 0 ? _ending : null;
            // At the end nobody starts again.
            _busy = _takenCount > 0 || _ending is not null;
            return _takenCount > 0;
        }
    }
}

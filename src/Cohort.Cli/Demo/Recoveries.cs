using System.Diagnostics;

namespace Cohort.Cli.Demo;

/// <summary>How long after each total failure the groups took operations again, all of them.</summary>
/// <param name="groups">How many there are.</param>
internal sealed class Recoveries(int groups)
{
    private readonly List<TimeSpan> _durations = [];
    private readonly HashSet<int> _atWork = [];
    private long? _killedAt;

    /// <summary>Whether some group has not answered since the last failure.</summary>
    public bool IsUnderWay => _killedAt is not null;

    /// <summary>How long each took, in their order.</summary>
    public IReadOnlyList<TimeSpan> Durations => _durations;

    /// <summary>All processes are about to be killed.</summary>
    /// <param name="at">When (<see cref="Stopwatch.GetTimestamp"/>).</param>
    public void Begin(long at)
    {
        _atWork.Clear();
        _killedAt = at;
    }

    /// <summary>A process that was started since has acknowledged an operation of a group: the first of the last group counts.</summary>
    /// <param name="group">The group.</param>
    /// <param name="at">When that was heard.</param>
    public void Answered(int group, long at)
    {
        if (_killedAt is not { } since || !_atWork.Add(group) || _atWork.Count < groups)
            return;
        _durations.Add(Stopwatch.GetElapsedTime(since, at));
        _killedAt = null;
    }
}

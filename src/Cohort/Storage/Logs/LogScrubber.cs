using Cohort.Storage.Disks;

namespace Cohort.Storage.Logs;

/// <summary>
/// Reads the complete files of a log again and again, slowly, and says where one is not any more what was written:
/// while other members have what is in it still, and not when this node needs it.
/// </summary>
/// <remarks>
/// It may run beside whoever appends to the log, commits it and drops files. It belongs to whoever opens the log, who
/// disposes it before the folder is let go of. What to do about damage is theirs to decide: the process has in memory
/// what it needs, and goes on; but started anew it would refuse the log. Both callbacks run on the thread of this, and
/// must not throw; either may dispose it.
/// </remarks>
internal sealed class LogScrubber : IDisposable
{
    private readonly LogScrub _scrub;
    private readonly ScrubOptions _options;
    private readonly Action<DamagedLogException> _damaged;
    private readonly Action? _proved;
    private readonly Thread _thread;

    // Not disposed: the thread may be about to wait for it where its own callback has disposed this.
    private readonly ManualResetEvent _stop = new(initialState: false);

    /// <summary>Starts the thread.</summary>
    /// <param name="disk">Where the log is. It is used on the thread of this alone, and only read.</param>
    /// <param name="options">How fast.</param>
    /// <param name="damaged">Is told the first damage, once, with file and offset. The thread ends then.</param>
    /// <param name="proved">Is told whenever all complete files have been proved.</param>
    public LogScrubber(IDisk disk, ScrubOptions options, Action<DamagedLogException> damaged, Action? proved = null)
    {
        (_options, _damaged, _proved) = (options, damaged, proved);
        _scrub = new LogScrub(disk, options.PieceBytes);
        _thread = new Thread(Run)
        {
            Name = "Cohort scrub",
            IsBackground = true,
            Priority = ThreadPriority.Lowest,
        };
        _thread.Start();
    }

    private TimeSpan TimeOfPiece => TimeSpan.FromSeconds((double)_scrub.PieceBytes / _options.BytesPerSecond);

    /// <summary>Ends the thread, after the piece that it is reading at most; on that thread itself it does not wait for
    /// its end.</summary>
    public void Dispose()
    {
        _stop.Set();
        if (Thread.CurrentThread != _thread)
            _thread.Join();
    }

    private void Run()
    {
        using (_scrub)
            while (!_stop.WaitOne(Next())) { }
    }

    /// <summary>Reads a piece. Answers how long to wait then.</summary>
    private TimeSpan Next()
    {
        if (_scrub.Step())
            return TimeOfPiece;
        if (_scrub.Damage is { } damage)
        {
            _damaged(damage);
            _stop.Set();
            return TimeSpan.Zero;
        }
        _proved?.Invoke();
        return _options.Rest;
    }
}

namespace Cohort.Storage.Logs;

/// <summary>
/// A log with a thread that commits. Whoever appends never waits, asks for a sync once it matters, and is told when all is on the disk; what comes
/// while the disk is busy goes with the next sync. Where nothing comes for a while, the thread says in the log how far that is on the disk, and makes its next file.
/// </summary>
/// <remarks>
/// The callbacks run on that thread and must not throw. The thread ends when the disk has failed once: nothing that is written after that
/// would prove anything.
/// </remarks>
internal sealed class LogCommitter : IDisposable
{
    private readonly LogWriter _log;
    private readonly Action<ulong> _synced;
    private readonly Action<DiskFailedException> _failed;
    private readonly Action<TimeSpan>? _measured;
    private readonly TimeSpan _settleAfter;
    private readonly Thread _thread;

    // Not disposed: an append that Dispose has overtaken may be about to set it.
    private readonly AutoResetEvent _wake = new(initialState: false);
    private bool _isWoken;
    private bool _isStopping;
    private ulong _dropBefore;
    private ulong _told;

    /// <summary>Starts the thread.</summary>
    /// <param name="log">Where to append; from now on this is its only user, and closes it.</param>
    /// <param name="options">Those that it was opened with.</param>
    /// <param name="synced">Is told the last record that is on the disk, whenever that is a later one.</param>
    /// <param name="failed">Is told once that the disk has failed, if it does.</param>
    /// <param name="measured">Is told how long each sync has taken.</param>
    public LogCommitter(
        LogWriter log,
        LogOptions options,
        Action<ulong> synced,
        Action<DiskFailedException> failed,
        Action<TimeSpan>? measured = null
    )
    {
        (_log, _synced, _failed, _measured, _settleAfter) = (log, synced, failed, measured, options.SettleAfter);
        _told = log.Synced;
        _thread = new Thread(Run) { Name = "Cohort log", IsBackground = true };
        _thread.Start();
    }

    /// <summary>The last record that is on the disk; 0 where none is.</summary>
    public ulong Synced => _log.Synced;

    /// <summary>Adds a record that says two things, one behind the other; never waits. It goes to the disk with the next sync that somebody asks
    /// for.</summary>
    /// <param name="head">What it says first.</param>
    /// <param name="body">What it says then; together at least a byte.</param>
    /// <returns>Its number.</returns>
    /// <exception cref="DiskFailedException">The disk has failed.</exception>
    /// <exception cref="ObjectDisposedException">The log was closed.</exception>
    public ulong Append(ReadOnlySpan<byte> head, ReadOnlySpan<byte> body) => _log.Append(head, body);

    /// <summary>Has all that was appended brought to the disk. Only the first one to ask since the thread last looked has to wake it.</summary>
    public void RequestSync()
    {
        if (!Interlocked.Exchange(ref _isWoken, true))
            _wake.Set();
    }

    /// <summary>Has what nobody will ask for any more deleted: the files that have nothing but records before this one.</summary>
    public void Drop(ulong before)
    {
        ulong seen = Volatile.Read(ref _dropBefore);
        while (before > seen)
        {
            ulong current = Interlocked.CompareExchange(ref _dropBefore, before, seen);
            if (current == seen)
                break;
            seen = current;
        }
        RequestSync();
    }

    /// <summary>Takes no more records, brings those that wait to the disk, says in the log that they are there, and ends the thread; on that
    /// thread itself it does not wait for its end.</summary>
    public void Dispose()
    {
        _log.Seal();
        Volatile.Write(ref _isStopping, true);
        _wake.Set();
        if (Thread.CurrentThread != _thread)
            _thread.Join();
    }

    private void Run()
    {
        try
        {
            TimeSpan patience = _settleAfter;
            while (!Volatile.Read(ref _isStopping))
            {
                if (_wake.WaitOne(patience))
                {
                    Commit();
                    patience = _settleAfter;
                    continue;
                }
                Rest();
                patience = Timeout.InfiniteTimeSpan;
            }
            Commit();
            _log.Settle();
        }
        catch (DiskFailedException failure)
        {
            _failed(failure);
        }
        finally
        {
            _log.Dispose();
        }
    }

    private void Commit()
    {
        // Before it looks at what there is: whoever comes later wakes it anew.
        Interlocked.Exchange(ref _isWoken, false);
        ulong last = _log.Commit();
        if (last > _told)
        {
            _told = last;
            _synced(last);
            _measured?.Invoke(_log.SyncTook);
        }
        _log.Drop(Volatile.Read(ref _dropBefore));
        while (_log.IsNextFileBehind)
            _log.GrowNextFile();
    }

    private void Rest()
    {
        _log.Settle();
        while (!Volatile.Read(ref _isWoken) && !Volatile.Read(ref _isStopping))
            if (!_log.GrowNextFile())
                return;
    }
}

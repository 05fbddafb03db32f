using System.IO.Enumeration;
using Cohort.Protocol;
using Cohort.Protocol.Durability;
using Cohort.Runtime.Observation;
using Cohort.Storage.Folders;
using Cohort.Storage.Logs;

namespace Cohort.Runtime.Logs;

/// <summary>
/// The log of a node, in its folder: takes the records that the machine gives out, and tells it how far they are on the disk. The machine
/// numbers them by itself, from one on in each life, and the log goes on numbering.
/// </summary>
internal sealed class NodeLog : IDisposable
{
    // A file that was deleted while the log was read is in none of the next attempts.
    private const int MostAttempts = 8;

    private static readonly LogOptions s_options = new();

    private readonly DataFolder _folder;
    private readonly Limits _limits;
    private readonly LogWriter _log;
    private readonly LogCopies _found;
    private readonly RecordNumbers _numbers = new();
    private readonly Lock _lock = new();
    private readonly Queue<(ulong Number, ulong Ticket)> _waiting = new();
    private readonly List<(ulong Number, TaskCompletionSource Synced)> _awaited = [];
    private readonly HashSet<string> _joined = new(StringComparer.Ordinal);
    private LogCommitter? _committer;
    private LogScrubber? _scrubber;
    private Action<Input>? _post;
    private ulong _appended;
    private long _records;
    private long _bytes;
    private KeyValuePair<string, object?>[] _tags = [];
    private DiskFailedException? _failure;

    private NodeLog(DataFolder folder, LogWriter log, LogCopies found, Limits limits) =>
        (_folder, _log, _found, _limits, Needs) = (folder, log, found, limits, found.Needs);

    /// <summary>What the log had of the cluster's directory when it was opened.</summary>
    public DirectoryCopy Directory => _found.Directory;

    /// <summary>From where on the log was needed when it was opened.</summary>
    public LogNeeds Needs { get; }

    /// <summary>Records that were appended since it was opened.</summary>
    public long Records => Volatile.Read(ref _records);

    /// <summary>Bytes of those records.</summary>
    public long Bytes => Volatile.Read(ref _bytes);

    /// <summary>Records that were appended and are not on the disk yet.</summary>
    public int Unsynced
    {
        get
        {
            lock (_lock)
                return _waiting.Count;
        }
    }

    /// <summary>Bytes of the files in the folder, what is made of them in advance included; 0 where it cannot be looked at.</summary>
    public long Size
    {
        get
        {
            try
            {
                return new FileSystemEnumerable<long>(
                    _folder.Disk.Name,
                    static (ref FileSystemEntry file) => file.Length
                ).Sum();
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // The log itself finds out what that is, and tells; to whoever measures it is a folder with nothing in it.
                return 0;
            }
        }
    }

    /// <summary>Opens the folder of a node, and reads what its log has.</summary>
    /// <exception cref="DataFolderException">The folder cannot be used.</exception>
    /// <exception cref="DamagedLogException">Something that was acknowledged cannot be read.</exception>
    /// <exception cref="DiskFailedException">The disk has failed.</exception>
    public static NodeLog Open(string path, string cluster, string node, Limits limits)
    {
        var folder = DataFolder.Open(path, cluster, node);
        try
        {
            var found = new LogCopies(limits);
            LogWriter log = folder.OpenLog(s_options, (number, record) => Take(found, folder, number, record));
            return new NodeLog(folder, log, found, limits);
        }
        catch
        {
            folder.Dispose();
            throw;
        }
    }

    /// <summary>Begins to take records, and to prove those that were written long ago.</summary>
    /// <param name="post">Tells the machine.</param>
    /// <param name="warn">Tells a person.</param>
    /// <param name="tags">Whose measurements those of this log are.</param>
    public void Start(Action<Input> post, Action<string> warn, KeyValuePair<string, object?>[] tags)
    {
        (_post, _tags) = (post, tags);
        _committer = new LogCommitter(_log, s_options, Synced, Failed, Measured);
        _scrubber = new LogScrubber(
            _folder.Disk,
            new ScrubOptions(),
            damage =>
                warn(
                    $"{damage.Message} This node has in memory what it needs, and goes on; started anew it would refuse that log. Do it while "
                        + "other members are there."
                )
        );
    }

    /// <summary>Takes a record; on the node's thread. Where the disk has failed, the machine hears of it by itself.</summary>
    public void Append(in Output record)
    {
        lock (_lock)
        {
            if (_failure is not null)
                return;
            try
            {
                _appended = _committer!.Append(record.Bytes.Span, []);
                _waiting.Enqueue((_appended, (ulong)record.Ticket));
                Volatile.Write(ref _records, _records + 1);
                Volatile.Write(ref _bytes, _bytes + record.Bytes.Length);
                _numbers.Add((ulong)record.Ticket, _appended);
            }
            catch (DiskFailedException failure)
            {
                // The thread that found it out is about to tell.
                _failure = failure;
            }
        }
    }

    /// <summary>Has what was appended brought to the disk.</summary>
    public void Sync() => _committer!.RequestSync();

    /// <summary>Nothing before a record is needed any more; on the node's thread.</summary>
    public void Drop(in Output needed)
    {
        if (needed.Ticket == 0)
        {
            _committer!.Drop(needed.Position);
            return;
        }
        _numbers.Forget((ulong)needed.Ticket);
        _committer!.Drop(_numbers.Of((ulong)needed.Ticket));
    }

    /// <summary>What the log has of a group, for a membership that begins; null where that is nothing to go on from.</summary>
    /// <exception cref="DiskFailedException">The disk has failed.</exception>
    /// <exception cref="DamagedLogException">The log cannot be read any more.</exception>
    public async Task<GroupCopy?> CopyAsync(string group, CancellationToken cancellationToken)
    {
        Task synced;
        lock (_lock)
        {
            if (_joined.Add(group))
                return _found.Take(group);
            synced = WhenSynced(_appended);
        }
        // An earlier membership of this life has written since.
        await synced.WaitAsync(cancellationToken).ConfigureAwait(false);
        LogCopies copies = await Task.Run(Read, cancellationToken).ConfigureAwait(false);
        return copies.Of(group);
    }

    /// <summary>Reads what a joiner lacks, and tells the machine; on the node's thread.</summary>
    public void Read(in Output request)
    {
        LogRange range = request.Range;
        ulong from = range.Start.IsFormer ? range.Start.Record : _numbers.Of(range.Start.Record);
        Task synced;
        lock (_lock)
            synced = WhenSynced(_appended);
        _ = ReadAsync(range, from, synced, request.Group, request.Ticket);
    }

    private async Task ReadAsync(LogRange range, ulong from, Task synced, int group, long ticket)
    {
        try
        {
            await synced.ConfigureAwait(false);
            (byte[]? difference, string? lacks) = await Task.Run(() => Read(range, from)).ConfigureAwait(false);
            _post!(
                difference is null ? Input.LogNotRead(group, ticket, lacks!) : Input.LogRead(group, ticket, difference)
            );
        }
        catch (Exception e) when (e is IOException or CohortException or OutOfMemoryException)
        {
            // The joiner gets the state. Whoever opens the log next, or scrubs it, says what is wrong with it.
            _post!(Input.LogNotRead(group, ticket, e.Message));
        }
    }

    private (byte[]? Difference, string? Lacks) Read(LogRange range, ulong from)
    {
        var reader = new DifferenceReader(_limits, range);
        _ = LogReader.Walk(
            _folder.Disk,
            from,
            (_, _, in header, content) =>
            {
                if (header.Length > 0 && header.Number >= from && !reader.Take(content))
                    throw DataFolderException.UnknownRecord(_folder.Disk.Name, header.Number);
                return true;
            }
        );
        return (reader.Find(), reader.Lacks);
    }

    public void Dispose()
    {
        _scrubber?.Dispose();
        if (_committer is { } committer)
            committer.Dispose();
        else
            _log.Dispose();
        _folder.Dispose();
    }

    private static void Take(LogCopies copies, DataFolder folder, ulong number, ReadOnlySpan<byte> record)
    {
        // Its checksum is right, and so it is what was written.
        if (!copies.Take(number, record))
            throw DataFolderException.UnknownRecord(folder.Disk.Name, number);
    }

    private LogCopies Read()
    {
        for (int attempt = 1; ; attempt++)
        {
            var copies = new LogCopies(_limits);
            try
            {
                _ = LogReader.Read(_folder.Disk, (number, record) => Take(copies, _folder, number, record));
                return copies;
            }
            catch (FileNotFoundException) when (attempt < MostAttempts)
            {
                // It was not needed any more, and has been deleted meanwhile.
            }
            catch (IOException e)
            {
                throw new DiskFailedException(_folder.Disk.Name, e);
            }
        }
    }

    private Task WhenSynced(ulong number)
    {
        if (_failure is { } failure)
            return Task.FromException(failure);
        if (_waiting.Count == 0)
            return Task.CompletedTask;
        var synced = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _awaited.Add((number, synced));
        _committer?.RequestSync();
        return synced.Task;
    }

    private void Synced(ulong last)
    {
        ulong ticket = 0;
        lock (_lock)
        {
            while (_waiting.TryPeek(out (ulong Number, ulong Ticket) next) && next.Number <= last)
                ticket = _waiting.Dequeue().Ticket;
            foreach ((ulong _, TaskCompletionSource synced) in _awaited.Where(awaited => awaited.Number <= last))
                synced.SetResult();
            _awaited.RemoveAll(awaited => awaited.Number <= last);
        }
        if (ticket > 0)
            _post!(Input.Synced(ticket));
    }

    private void Measured(TimeSpan sync) => Instruments.LogSyncDuration.Record(sync.TotalSeconds, _tags);

    private void Failed(DiskFailedException failure)
    {
        lock (_lock)
        {
            _failure = failure;
            foreach ((ulong _, TaskCompletionSource synced) in _awaited)
                synced.SetException(failure);
            _awaited.Clear();
        }
        _post!(Input.DiskFailed(failure.Message));
    }
}

using Cohort.Protocol;
using Cohort.Protocol.Durability;
using Cohort.Simulation.Histories;
using Cohort.Simulation.Randomness;
using Cohort.Simulation.Worlds;
using Cohort.Storage.Logs;

namespace Cohort.Simulation.Disks;

/// <summary>
/// The log of a process, as its driver keeps it: the real code on the disk of the host. While one sync is under way what comes waits for
/// the next, which takes all of it.
/// </summary>
internal sealed class ProcessLog : IHappening
{
    private const int UsualSegmentBytes = 256 << 10;
    private const long Begin = 1;
    private const long End = 2;
    private const long Settle = 3;

    private static readonly TimeSpan SettleAfter = TimeSpan.FromMilliseconds(50);

    private readonly World _world;
    private readonly VirtualProcess _process;
    private readonly LogWriter _log;
    private readonly LoggedRows _rows;

    // By what the machine calls the records, which the log numbers by itself.
    private readonly Queue<(ulong Number, ulong Ticket)> _waiting = new();
    private readonly RecordNumbers _numbers = new();
    private readonly List<(ulong Number, Action Act)> _awaited = [];
    private readonly SplittableRandom _readingTime;
    private ulong _dropBefore;
    private ulong _appended;
    private bool _busy;
    private bool _isAsked;
    private bool _isOpen;
    private DiskFailedException? _failure;

    /// <summary>Opens the log of a host for a process that starts there.</summary>
    /// <exception cref="MachineFailure">It is damaged, which nothing here can have done to it but its own code.</exception>
    public ProcessLog(World world, VirtualProcess process, SplittableRandom random)
    {
        (_world, _process, _readingTime) = (world, process, random.Split("reads"));
        _rows = new LoggedRows(world.Scenario.NodeLimits);
        var identity = new Guid(random.Below(int.MaxValue), 0, 0, new byte[8]);
        try
        {
            _log = LogWriter.Open(
                Disk,
                new LogOptions { SegmentBytes = SegmentBytesOf(world) },
                identity,
                (number, record) => _rows.Take(record, number)
            );
        }
        catch (Exception failure) when (IsNonsense(failure))
        {
            throw new MachineFailure(process.Place.Name, world.Timeline.Now, "its log", failure);
        }
        Disk.Finish();
        world.Chronicle.Record(new LogOpened(world.Timeline.Now, process.Id));
        Tell(ulong.MaxValue);
        _isOpen = true;
    }

    private static int SegmentBytesOf(World world) =>
        world.Scenario.SegmentBytes == 0 ? UsualSegmentBytes : world.Scenario.SegmentBytes;

    private VirtualDisk Disk => _process.Place.Disk;

    /// <summary>Takes a record.</summary>
    public void Append(in Output record)
    {
        if (_failure is not null)
            return;
        ulong number = _appended = _log.Append(record.Bytes.Span);
        _waiting.Enqueue((number, (ulong)record.Ticket));
        _numbers.Add((ulong)record.Ticket, number);
        _rows.Take(record.Bytes.Span, number);
        if (_rows.LastContinuation is var (formation, of, view, cut))
            _world.Chronicle.Record(new LogContinues(_world.Timeline.Now, _process.Id, formation, of, view, [.. cut]));
    }

    /// <summary>Brings what was appended to the disk.</summary>
    public void Sync()
    {
        if (_failure is not null)
            return;
        _isAsked = true;
        if (!_busy)
            Schedule(TimeSpan.Zero, Begin);
    }

    /// <summary>Nobody needs what is before a record. As in a real process the files go when the disk is done with what it does.</summary>
    public void Drop(in Output needed)
    {
        if (_failure is not null)
            return;
        if (needed.Ticket > 0)
            _numbers.Forget((ulong)needed.Ticket);
        _dropBefore = needed.Ticket > 0 ? _numbers.Of((ulong)needed.Ticket) : needed.Position;
        if (!_busy)
            Schedule(TimeSpan.Zero, Begin);
    }

    /// <summary>Does something when all is on the disk that was appended until now, or the disk has failed.</summary>
    public void WhenSynced(Action act)
    {
        if (_failure is not null || _waiting.Count == 0)
        {
            act();
            return;
        }
        _awaited.Add((_appended, act));
        Sync();
    }

    /// <summary>Reads what a joiner lacks, and tells the machine some time later.</summary>
    public void Read(in Output request)
    {
        (LogRange range, int group, long ticket) = (request.Range, request.Group, request.Ticket);
        ulong from = range.Start.IsFormer ? range.Start.Record : _numbers.Of(range.Start.Record);
        _world.CatchingUp.Looked++;
        WhenSynced(() =>
            _world.Timeline.After(
                _readingTime.Between(TimeSpan.Zero, _world.Scenario.SyncTime * 4) + _process.Place.SyncDelay,
                () =>
                {
                    if (_process.IsRunning)
                        _process.Take(Found(range, from, group, ticket));
                }
            )
        );
    }

    private Input Found(LogRange range, ulong from, int group, long ticket)
    {
        var reader = new DifferenceReader(_world.Scenario.NodeLimits, range);
        byte[]? difference = null;
        try
        {
            _ = LogReader.Walk(
                Disk,
                from,
                (_, _, in header, content) =>
                {
                    if (header.Length > 0 && header.Number >= from && !reader.Take(content))
                        throw new InvalidOperationException($"Record {header.Number} of the log makes no sense.");
                    return true;
                }
            );
            difference = reader.Find();
        }
        catch (Exception failure) when (IsNonsense(failure))
        {
            if (!Disk.HasRotted && _failure is null)
                throw new MachineFailure(_process.Place.Name, _world.Timeline.Now, "its log", failure);
        }
        string lacks = reader.Lacks ?? "the log cannot be read";
        _world.CatchingUp.Lacked += difference is null ? 1 : 0;
        _world.Chronicle.Trace?.Write(
            _world.Timeline.Now,
            _process.Place.Name,
            difference is null ? $"has no difference: {lacks}" : $"has a difference of {difference.Length} bytes"
        );
        return difference is null ? Input.LogNotRead(group, ticket, lacks) : Input.LogRead(group, ticket, difference);
    }

    /// <summary>What the log of a host has by now.</summary>
    /// <exception cref="MachineFailure">It is damaged, which nothing here can have done to it but its own code.</exception>
    public static LogCopies CopiesOn(World world, Host host)
    {
        var copies = new LogCopies(world.Scenario.NodeLimits);
        _ = Read(
            world,
            host,
            (number, record) =>
            {
                if (!copies.Take(number, record))
                    throw new InvalidOperationException($"Record {number} of the log makes no sense.");
            }
        );
        return copies;
    }

    /// <summary>Where the log of a host ends; null where there is none.</summary>
    /// <exception cref="MachineFailure">It is damaged, which nothing here can have done to it but its own code.</exception>
    public static LogEnd? EndOn(World world, Host host) => Read(world, host, (_, _) => { });

    /// <summary>Whether a process on a disk that has rotted does not start: it refuses its log. One that does not, since nothing of what it
    /// needs has rotted, has to have all of it.</summary>
    public static bool IsRefusedOn(Host host)
    {
        try
        {
            using LogWriter opened = LogWriter.Open(host.Disk, new LogOptions(), default, (_, _) => { });
            return false;
        }
        catch (CohortException failure) when (failure is DamagedLogException or DiskFailedException)
        {
            return true;
        }
        finally
        {
            host.Disk.Finish();
        }
    }

    private static LogEnd? Read(World world, Host host, LogVisitor visit)
    {
        try
        {
            return LogReader.Read(host.Disk, visit);
        }
        catch (Exception failure) when (IsNonsense(failure))
        {
            throw new MachineFailure(host.Name, world.Timeline.Now, "its log", failure);
        }
    }

    private static bool IsNonsense(Exception failure) => failure is CohortException or InvalidOperationException;

    /// <summary>A sync begins, or has come to its end.</summary>
    public void Happen(long tag)
    {
        if (!_process.MayHappen(this, tag))
            return;
        switch (tag)
        {
            case Begin:
                Commit();
                break;
            case End:
                Committed();
                break;
            default:
                if (!_busy && _failure is null && !Tried(_log.Settle))
                    TellFailure();
                break;
        }
    }

    private void Schedule(TimeSpan after, long tag)
    {
        _busy |= tag != Settle;
        _world.Timeline.After(after, this, tag);
    }

    // What it does takes effect on the disk bit by bit until the end; who dies before has done some of it.
    private void Commit()
    {
        _isAsked = false;
        _ = Tried(() => _log.Commit());
        Schedule(_process.Place.SyncTime(), End);
    }

    private void Committed()
    {
        _busy = false;
        Disk.Finish();
        if (_failure is null && Tried(() => _log.Drop(_dropBefore)))
            Disk.Finish();
        if (_failure is not null)
        {
            TellFailure();
            ActOnSynced(ulong.MaxValue);
            return;
        }
        ulong ticket = 0;
        while (_waiting.TryPeek(out (ulong Number, ulong Ticket) next) && next.Number <= _log.Synced)
            ticket = _waiting.Dequeue().Ticket;
        _world.Chronicle.Trace?.Write(_world.Timeline.Now, _process.Place.Name, $"has synced {ticket}");
        Tell(_log.Synced);
        if (ticket > 0)
            _process.Take(Input.Synced(ticket));
        ActOnSynced(_log.Synced);
        if (_isAsked)
            Schedule(TimeSpan.Zero, Begin);
        else if (_waiting.Count == 0)
            Schedule(SettleAfter, Settle);
    }

    private void ActOnSynced(ulong upTo)
    {
        (ulong Number, Action Act)[] now = [.. _awaited.Where(awaited => awaited.Number <= upTo)];
        _awaited.RemoveAll(awaited => awaited.Number <= upTo);
        foreach ((_, Action act) in now)
            act();
    }

    private bool Tried(Action act)
    {
        try
        {
            act();
        }
        catch (DiskFailedException failure)
        {
            _failure = failure;
        }
        return _failure is null;
    }

    private void TellFailure() => _process.Take(Input.DiskFailed(_failure!.Message));

    private void Tell(ulong upTo)
    {
        while (_rows.TryTake(upTo, out LoggedChange change))
        {
            _world.CatchingUp.Whole += _isOpen && change.Kind == LoggedChangeKind.Difference ? 1 : 0;
            _world.Chronicle.Record(EventOf(change));
        }
    }

    private HistoryEvent EventOf(in LoggedChange change)
    {
        (TimeSpan now, ProcessId process) = (_world.Timeline.Now, _process.Id);
        return change.Kind switch
        {
            LoggedChangeKind.State => new LogHasState(now, process, change.Group, change.View, [.. change.Row]),
            LoggedChangeKind.Difference => new LogHasDifference(now, process, change.Group, change.View),
            _ => new LogSynced(now, process, change.Group, change.View, [.. change.Row])
            {
                IsMissed = change.Kind == LoggedChangeKind.Missed,
            },
        };
    }
}

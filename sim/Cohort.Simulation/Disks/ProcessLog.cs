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
    private readonly LoggedRows _rows = new();

    // By what the machine calls the records, which the log numbers by itself.
    private readonly Queue<(ulong Number, ulong Ticket)> _waiting = new();
    private readonly RecordNumbers _numbers = new();
    private ulong _dropBefore;
    private bool _busy;
    private bool _isAsked;
    private DiskFailedException? _failure;

    /// <summary>Opens the log of a host for a process that starts there.</summary>
    /// <exception cref="MachineFailure">It is damaged, which nothing here can have done to it but its own code.</exception>
    public ProcessLog(World world, VirtualProcess process, SplittableRandom random)
    {
        (_world, _process) = (world, process);
        var found = new LoggedRows();
        var identity = new Guid(random.Below(int.MaxValue), 0, 0, new byte[8]);
        try
        {
            _log = LogWriter.Open(
                Disk,
                new LogOptions { SegmentBytes = SegmentBytesOf(world) },
                identity,
                (number, record) => found.Take(record, world.Scenario.NodeLimits, number)
            );
        }
        catch (Exception failure) when (IsNonsense(failure))
        {
            throw new MachineFailure(process.Place.Name, world.Timeline.Now, "its log", failure);
        }
        Disk.Finish();
        world.Chronicle.Record(new LogOpened(world.Timeline.Now, process.Id));
        Tell(found);
    }

    private static int SegmentBytesOf(World world) =>
        world.Scenario.SegmentBytes == 0 ? UsualSegmentBytes : world.Scenario.SegmentBytes;

    private VirtualDisk Disk => _process.Place.Disk;

    /// <summary>Takes a record.</summary>
    public void Append(in Output record)
    {
        if (_failure is not null)
            return;
        ulong number = _log.Append(record.Bytes.Span);
        _waiting.Enqueue((number, (ulong)record.Ticket));
        _numbers.Add((ulong)record.Ticket, number);
        _rows.Take(record.Bytes.Span, _world.Scenario.NodeLimits, number);
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
            return;
        }
        ulong ticket = 0;
        while (_waiting.TryPeek(out (ulong Number, ulong Ticket) next) && next.Number <= _log.Synced)
            ticket = _waiting.Dequeue().Ticket;
        _world.Chronicle.Trace?.Write(_world.Timeline.Now, _process.Place.Name, $"has synced {ticket}");
        Tell(_rows, _log.Synced);
        if (ticket > 0)
            _process.Take(Input.Synced(ticket));
        if (_isAsked)
            Schedule(TimeSpan.Zero, Begin);
        else if (_waiting.Count == 0)
            Schedule(SettleAfter, Settle);
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

    private void Tell(LoggedRows rows, ulong upTo = ulong.MaxValue)
    {
        while (rows.TryTake(upTo, out LoggedChange change))
            _world.Chronicle.Record(
                change.IsState
                    ? new LogHasState(_world.Timeline.Now, _process.Id, change.Group, change.View, [.. change.Row])
                    : new LogSynced(_world.Timeline.Now, _process.Id, change.Group, change.View, [.. change.Row])
            );
    }
}

using Cohort.Protocol.Wire;

namespace Cohort.Protocol.Durability;

/// <summary>
/// What is to be on this node's disk: one sequence of records for all its groups, so that one sync brings what waits of all of them there.
/// A record is given out with the step that made it; when it is on the disk, an input says so.
/// </summary>
internal sealed class Journal
{
    // A step that had much to say leaves no more than this behind, once so many others have come in a row that had less than a quarter of it
    // to say: under load, steps that have much and steps that have little take turns, and the room is not to be made anew each time.
    private const int LargestKept = 1 << 20;
    private const int LeastNeeded = 4;
    private const int Patience = 1000;

    // What nobody waits for is asked for so much later, or when there is so much of it.
    private const int MostUnasked = 1 << 20;

    private readonly TimeSpan _lag;
    private readonly OutputBuffer _outputs;
    private FrameWriter _records = new();
    private int _start;
    private int _unneeded;
    private bool _isHurried;
    private ulong _asked;
    private long _bytesAsked;
    private Instant? _askBy;

    public Journal(NodeSettings settings, OutputBuffer outputs)
    {
        _outputs = outputs;
        _lag = settings.HeartbeatInterval / 20;
        Retention = new Retention(this, settings, outputs);
    }

    /// <summary>From where on the log is needed.</summary>
    public Retention Retention { get; }

    /// <summary>Bytes of all records that were given out.</summary>
    public long Bytes { get; private set; }

    /// <summary>The number of the last record that was given out.</summary>
    public ulong Last { get; private set; }

    /// <summary>The number of the last record that is on the disk.</summary>
    public ulong Synced { get; private set; }

    /// <summary>When it asks for what nobody waits for; null where there is no such thing.</summary>
    public Instant? NextLook => _askBy;

    /// <summary>Why nothing comes to the disk any more; null where it does.</summary>
    public string? Failure { get; private set; }

    /// <summary>Bytes of the record under way.</summary>
    public int RecordLength => _records.Length - _start;

    /// <summary>What was given out in the step before has been taken.</summary>
    public void BeginStep()
    {
        bool isNeeded = _records.Capacity <= LargestKept || _records.Length >= _records.Capacity / LeastNeeded;
        _unneeded = isNeeded ? 0 : _unneeded + 1;
        if (_unneeded > Patience)
            (_records, _unneeded) = (new FrameWriter(), 0);
        _records.Clear();
    }

    /// <summary>Begins a record of a view.</summary>
    public FrameWriter Begin(RecordKind kind, GroupId group, ViewNumber view)
    {
        _start = _records.Length;
        _isHurried |= kind != RecordKind.Items;
        _records.Byte((byte)kind);
        _records.Id(group);
        _records.Number(view.Value);
        return _records;
    }

    /// <summary>Gives the record out. Answers its number.</summary>
    public ulong End()
    {
        Last++;
        Bytes += RecordLength;
        // Where the writer needs more room later, this stays as it is.
        _outputs.Add(
            new Output
            {
                Kind = OutputKind.Append,
                Ticket = (long)Last,
                Bytes = _records.Written[_start..],
            }
        );
        return Last;
    }

    /// <summary>Somebody waits for what was given out so far to be on the disk.</summary>
    public void Hurry() => _isHurried = true;

    /// <summary>Asks for what was given out to be on the disk, once it is time to: a sync for what nobody waits for would be in the way of the next
    /// one.</summary>
    public void EndStep(Instant now)
    {
        bool isAsked = Last == _asked;
        if (!isAsked && (_isHurried || Bytes - _bytesAsked >= MostUnasked || now >= _askBy))
        {
            _outputs.Add(new Output { Kind = OutputKind.SyncLog });
            (_asked, _bytesAsked, isAsked) = (Last, Bytes, true);
        }
        _askBy = isAsked ? null : _askBy ?? now + _lag;
        _isHurried = false;
    }

    /// <summary>All records up to one are on the disk.</summary>
    public void SyncedTo(ulong record)
    {
        Invariant.Check(record <= Last && record >= Synced);
        Synced = record;
    }

    /// <summary>The disk has failed: what is not there now will never be.</summary>
    public void Fail(string reason) => Failure = reason;
}

using Cohort.Protocol;
using Cohort.Protocol.Durability;

namespace Cohort.Simulation.Disks;

/// <summary>What the records of a log say of the streams of each view: how much of each is there, without a gap.</summary>
internal sealed class LoggedRows : IJournalVisitor
{
    private readonly Queue<LoggedChange> _changes = new();
    private readonly Dictionary<(GroupId, ViewNumber), ulong[]> _rows = [];
    private (GroupId Group, ViewNumber View)? _touched;
    private GroupId? _state;

    /// <summary>Takes a record.</summary>
    public void Take(ReadOnlySpan<byte> record, Limits limits, ulong number = 0)
    {
        (_touched, _state) = (null, null);
        if (!JournalRecord.Read(record, limits, this))
            throw new InvalidOperationException($"Record {number} of the log makes no sense.");
        if (_touched is { } view)
            _changes.Enqueue(new LoggedChange(number, view.Group, view.View, [.. _rows[view]]));
        if (_state is { } group)
            _changes.Enqueue(new LoggedChange(number, group, default, null));
    }

    /// <summary>The next change by a record up to this one.</summary>
    public bool TryTake(ulong upTo, out LoggedChange change) =>
        _changes.TryPeek(out change) && change.Record <= upTo && _changes.TryDequeue(out change);

    public void View(string name, View view, int self) =>
        _rows[(view.Group, view.Number)] = new ulong[view.Members.Length];

    public void Item(GroupId group, ViewNumber view, int rank, ulong number, ReadOnlySpan<byte> item)
    {
        if (!_rows.TryGetValue((group, view), out ulong[]? row))
            throw new InvalidOperationException($"The log has items of {view} of {group}, and not that view.");
        if (row[rank] + 1 != number)
            throw new InvalidOperationException(
                $"The log has item {number} of rank {rank} of {view} behind {row[rank]}."
            );
        row[rank] = number;
        _touched = (group, view);
    }

    public void Cut(GroupId group, ViewNumber view, ReadOnlySpan<ulong> cut) { }

    public void State(
        GroupId group,
        ViewNumber view,
        ReadOnlySpan<ulong> delivered,
        ulong position,
        ulong size,
        ulong at,
        ReadOnlySpan<byte> part
    )
    {
        if (at + (ulong)part.Length == size)
            _state = group;
    }
}

/// <summary>What a record has changed.</summary>
/// <param name="Record">Its number.</param>
/// <param name="Group">The group.</param>
/// <param name="View">The view.</param>
/// <param name="Row">How much there is of each stream of the view; null where the record is the end of a state.</param>
internal readonly record struct LoggedChange(ulong Record, GroupId Group, ViewNumber View, ulong[]? Row);

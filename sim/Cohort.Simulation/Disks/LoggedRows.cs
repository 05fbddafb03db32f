using System.Collections.Immutable;
using Cohort.Protocol;
using Cohort.Protocol.Durability;
using Cohort.Protocol.Governance;

namespace Cohort.Simulation.Disks;

/// <summary>What the records of a log say of the streams of each view: how much of each is there, without a gap.</summary>
internal sealed class LoggedRows : IJournalVisitor
{
    private readonly Queue<LoggedChange> _changes = new();
    private readonly Dictionary<(GroupId, ViewNumber), ulong[]> _rows = [];
    private (GroupId Group, ViewNumber View)? _touched;
    private (GroupId Group, ViewNumber View, ulong[] Delivered)? _state;
    private (ViewNumber View, ulong[] Cut) _cut = (default, []);

    /// <summary>Takes a record.</summary>
    public void Take(ReadOnlySpan<byte> record, Limits limits, ulong number = 0)
    {
        (_touched, _state, LastContinuation) = (null, null, null);
        if (!JournalRecord.Read(record, limits, this))
            throw new InvalidOperationException($"Record {number} of the log makes no sense.");
        if (_touched is { } view)
            _changes.Enqueue(new LoggedChange(number, view.Group, view.View, [.. _rows[view]]));
        if (_state is var (group, label, delivered))
            _changes.Enqueue(new LoggedChange(number, group, label, delivered) { IsState = true });
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

    public void Cut(GroupId group, ViewNumber view, ReadOnlySpan<ulong> cut) => _cut = (view, cut.ToArray());

    public void Continues(GroupId group, GroupId of) => LastContinuation = (group, of, _cut.View, _cut.Cut);

    public void Directory(ulong epoch, ulong origin, bool isWhole, ImmutableArray<KeptEntry> entries) { }

    /// <summary>Where the record that was taken last says that a formation goes on, if it does.</summary>
    public (GroupId Formation, GroupId Of, ViewNumber View, ulong[] Cut)? LastContinuation { get; private set; }

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
            _state = (group, view, delivered.ToArray());
    }
}

/// <summary>What a record has changed.</summary>
/// <param name="Record">Its number.</param>
/// <param name="Group">The group.</param>
/// <param name="View">The view.</param>
/// <param name="Row">How much there is of each stream of the view.</param>
internal readonly record struct LoggedChange(ulong Record, GroupId Group, ViewNumber View, ulong[] Row)
{
    /// <summary>Whether it is the end of a state, which contains so much.</summary>
    public bool IsState { get; init; }
}

using System.Collections.Immutable;
using Cohort.Protocol;
using Cohort.Protocol.Durability;
using Cohort.Protocol.Governance;
using Cohort.Protocol.Multicast;

namespace Cohort.Simulation.Disks;

/// <summary>
/// What the records of a log say of the streams of each view: how much of each is there, without a gap. What a log that was dropped up to a
/// record has left of views whose beginning is gone counts for nothing.
/// </summary>
internal sealed class LoggedRows(Limits limits) : IJournalVisitor
{
    private readonly Queue<LoggedChange> _changes = new();
    private readonly Dictionary<(GroupId, ViewNumber), ulong[]> _rows = [];
    private readonly HashSet<(GroupId, ViewNumber)> _based = [];
    private readonly HashSet<(GroupId, ViewNumber)> _unproved = [];
    private readonly List<(GroupId Group, ViewNumber View, LoggedChangeKind Kind)> _touched = [];
    private readonly RecordParts _differences = new(limits);
    private (GroupId Group, ViewNumber Until)? _difference;
    private (GroupId Group, ViewNumber View, ulong[] Delivered)? _state;
    private (ViewNumber View, ulong[] Cut) _cut = (default, []);
    private readonly Dictionary<GroupId, ulong> _stated = [];
    private ulong _first;

    /// <summary>Takes a record.</summary>
    public void Take(ReadOnlySpan<byte> record, ulong number)
    {
        if (_first == 0)
            _first = number;
        _touched.Clear();
        (_state, _difference, LastContinuation) = (null, null, null);
        if (!JournalRecord.Read(record, limits, this))
            throw new InvalidOperationException($"Record {number} of the log makes no sense.");
        foreach ((GroupId group, ViewNumber view, LoggedChangeKind kind) in _touched)
            if (!_unproved.Contains((group, view)))
                _changes.Enqueue(new LoggedChange(number, kind, group, view, [.. _rows[(group, view)]]));
        if (_state is var (stated, label, delivered))
            _changes.Enqueue(new LoggedChange(number, LoggedChangeKind.State, stated, label, delivered));
        if (_difference is var (missed, until))
            _changes.Enqueue(new LoggedChange(number, LoggedChangeKind.Difference, missed, until, []));
    }

    /// <summary>The next change by a record up to this one.</summary>
    public bool TryTake(ulong upTo, out LoggedChange change) =>
        _changes.TryPeek(out change) && change.Record <= upTo && _changes.TryDequeue(out change);

    public void View(string name, View view, int self)
    {
        _rows[(view.Group, view.Number)] = new ulong[view.Senders];
        Touch(view.Group, view.Number);
    }

    public void Item(GroupId group, ViewNumber view, int rank, ulong number, ReadOnlySpan<byte> item)
    {
        if (!_rows.TryGetValue((group, view), out ulong[]? row))
        {
            if (_first == 1)
                throw new InvalidOperationException($"The log has items of {view} of {group}, and not that view.");
            return;
        }
        if (number <= row[rank] && _based.Contains((group, view)))
            return;
        if (row[rank] + 1 != number)
            throw new InvalidOperationException(
                $"The log has item {number} of rank {rank} of {view} behind {row[rank]}."
            );
        row[rank] = number;
        Touch(group, view);
    }

    private void Touch(GroupId group, ViewNumber view, LoggedChangeKind kind = LoggedChangeKind.Items)
    {
        if (!_touched.Exists(touched => touched.Group == group && touched.View == view))
            _touched.Add((group, view, kind));
    }

    public void Difference(GroupId group, ViewNumber until, ulong size, ulong at, ReadOnlySpan<byte> part)
    {
        if (!_differences.Take(group, size, at, part, out byte[]? whole) || whole is null)
            return;
        Difference found =
            Protocol.Durability.Difference.Read(whole, default, limits)
            ?? throw new InvalidOperationException($"The log has a difference up to {until} that makes no sense.");
        // In a log that was dropped up to a record it may be of a copy that was not needed any more.
        if (!_rows.ContainsKey((found.From.Group, found.From.View)))
            return;
        Have(found.From.Group, found.From.View, found.Cut, LoggedChangeKind.Items);
        foreach (ViewCopy missed in found.Views)
            Have(missed.View.Group, missed.View.Number, missed.Cut!, LoggedChangeKind.Missed);
        _difference = (group, until);
    }

    private void Have(GroupId group, ViewNumber view, ulong[] cut, LoggedChangeKind kind)
    {
        ulong[] row = _rows.GetValueOrDefault((group, view), new ulong[cut.Length]);
        _rows[(group, view)] = [.. row.Zip(cut, Math.Max)];
        Touch(group, view, kind);
    }

    // What is delivered is in the state, and what is behind it follows once more.
    public void Base(string name, View view, int self, ViewBase start)
    {
        _based.Add((view.Group, view.Number));
        // In a log that begins here it is nothing before the state is there, too.
        if (_rows.TryAdd((view.Group, view.Number), [.. start.Delivered]))
            _unproved.Add((view.Group, view.Number));
    }

    public void Cut(GroupId group, ViewNumber view, ReadOnlySpan<ulong> cut) => _cut = (view, cut.ToArray());

    public void Continues(GroupId group, GroupId of) => LastContinuation = (group, of, _cut.View, _cut.Cut);

    public void Founding(string name, GroupId group, ulong epoch) { }

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
        bool goesOn = at == 0 || (_stated.TryGetValue(group, out ulong have) && have == at);
        _stated[group] = goesOn ? at + (ulong)part.Length : ulong.MaxValue;
        if (!goesOn || at + (ulong)part.Length < size || !_rows.ContainsKey((group, view)))
            return;
        _state = (group, view, delivered.ToArray());
        if (_unproved.Remove((group, view)))
            Touch(group, view);
    }
}

/// <summary>What a record has changed.</summary>
/// <param name="Record">Its number.</param>
/// <param name="Kind">What it has changed.</param>
/// <param name="Group">The group.</param>
/// <param name="View">The view.</param>
/// <param name="Row">How much there is of each stream of the view.</param>
internal readonly record struct LoggedChange(
    ulong Record,
    LoggedChangeKind Kind,
    GroupId Group,
    ViewNumber View,
    ulong[] Row
);

/// <summary>What a record changes.</summary>
internal enum LoggedChangeKind
{
    /// <summary>There is more of a view.</summary>
    Items,

    /// <summary>There is all of a view that the process was not in.</summary>
    Missed,

    /// <summary>It is the end of a state, which contains so much.</summary>
    State,

    /// <summary>It is the end of what was missed up to the view.</summary>
    Difference,
}

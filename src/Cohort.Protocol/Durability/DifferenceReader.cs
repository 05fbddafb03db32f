using System.Collections.Immutable;
using Cohort.Protocol.Governance;
using Cohort.Protocol.Multicast;

namespace Cohort.Protocol.Durability;

/// <summary>
/// Reads from a log what another copy of a group lacks. It keeps no states and nothing of other groups, and lets go of the views before the
/// one that it is to begin with, when it comes to that.
/// </summary>
internal sealed class DifferenceReader(Limits limits, LogRange range) : IJournalVisitor
{
    private readonly SortedDictionary<(GroupId, ViewNumber), ViewCopy> _views = [];
    private readonly SortedDictionary<(GroupId, ViewNumber), GroupId> _continued = [];

    // The formations of the group, and of each the last view that has ended so far.
    private readonly SortedDictionary<GroupId, ViewNumber> _formations = [];
    private readonly RecordParts _parts = new(limits);

    /// <summary>Why it is not there; null before <see cref="Find"/>, or where it is.</summary>
    public string? Lacks { get; private set; }

    /// <summary>Takes a record; false where it makes no sense.</summary>
    public bool Take(ReadOnlySpan<byte> record) =>
        JournalRecord.IsOfOther(record, limits, IsKnown) || JournalRecord.Read(record, limits, this);

    /// <summary>What was asked for; null where the log does not have all of it.</summary>
    public byte[]? Find()
    {
        List<ViewCopy> views = [];
        (GroupId Group, ViewNumber Number) next = (range.From.Group, range.From.View);
        while (next != (range.Group, range.Until))
        {
            if (!_views.TryGetValue(next, out ViewCopy? view) || !view.IsEnded)
            {
                Lacks = $"the log does not have all of {next.Number} of {next.Group}";
                return null;
            }
            views.Add(view);
            next = _continued.TryGetValue(next, out GroupId formation)
                ? (formation, new ViewNumber(0))
                : (next.Group, next.Number.Next);
        }
        if (views.Count == 0 || !BeginsEarlyEnough(views[0]))
            Lacks = "the log begins behind where the joiner's ends";
        else if (SizeOf(views) > range.Most)
            Lacks = "the state is smaller";
        return Lacks is null ? Difference.Write(range, views) : null;
    }

    private bool BeginsEarlyEnough(ViewCopy first)
    {
        if (range.From.Row.Length != first.Cut!.Length)
            return false;
        for (int rank = 0; rank < first.Cut.Length; rank++)
            if (Math.Min(range.From.Row[rank], first.Cut[rank]) < first.Before(rank))
                return false;
        return true;
    }

    private long SizeOf(List<ViewCopy> views)
    {
        long size = views.Skip(1).Sum(static view => view.Bytes);
        for (int rank = 0; rank < range.From.Row.Length; rank++)
        for (ulong number = views[0].Cut![rank]; number > range.From.Row[rank]; number--)
            size += views[0].Item(rank, number).Length;
        return size;
    }

    private bool IsKnown(GroupId formation) => _formations.ContainsKey(formation);

    private void Come(ViewCopy view)
    {
        if (view.View.Group == range.From.Group && view.View.Number == range.From.View)
            _views.Clear();
        Add(view);
    }

    private void Add(ViewCopy view)
    {
        _views.TryAdd((view.View.Group, view.View.Number), view);
        _formations.TryAdd(view.View.Group, default);
    }

    void IJournalVisitor.View(string name, View view, int self)
    {
        if (name == range.Name)
            Come(new ViewCopy(view, self, default));
    }

    // What of the view is there already is there from its beginning.
    void IJournalVisitor.Base(string name, View view, int self, ViewBase start)
    {
        if (name == range.Name && !_views.ContainsKey((view.Group, view.Number)))
            Come(new ViewCopy(view, self, default, start));
    }

    void IJournalVisitor.Item(GroupId group, ViewNumber view, int rank, ulong number, ReadOnlySpan<byte> item)
    {
        // What stands behind a base is there once more.
        if (_views.TryGetValue((group, view), out ViewCopy? known))
            known.Take(rank, number, item);
    }

    void IJournalVisitor.Cut(GroupId group, ViewNumber view, ReadOnlySpan<ulong> cut)
    {
        if (_views.TryGetValue((group, view), out ViewCopy? known))
            known.Cut = cut.ToArray();
        _formations[group] = view;
    }

    void IJournalVisitor.Continues(GroupId group, GroupId of)
    {
        if (!_formations.TryGetValue(of, out ViewNumber last))
            return;
        _continued[(of, last)] = group;
        _formations.TryAdd(group, default);
    }

    void IJournalVisitor.Difference(GroupId group, ViewNumber until, ulong size, ulong at, ReadOnlySpan<byte> part)
    {
        if (!_parts.Take(group, size, at, part, out byte[]? whole) || whole is null)
            return;
        if (Difference.Read(whole, default, limits) is not { } difference)
            return;
        (GroupId Group, ViewNumber Number) last = (difference.From.Group, difference.From.View);
        if (_views.TryGetValue(last, out ViewCopy? view) && view.Row().Length == difference.Cut.Length)
        {
            difference.AddRestTo(view);
            view.Cut = difference.Cut;
        }
        foreach (ViewCopy missed in difference.Views)
        {
            if (missed.View.Group != last.Group)
                _continued[last] = missed.View.Group;
            last = (missed.View.Group, missed.View.Number);
            _views.Remove(last);
            Add(missed);
        }
    }

    void IJournalVisitor.State(
        GroupId group,
        ViewNumber view,
        ReadOnlySpan<ulong> delivered,
        ulong position,
        ulong size,
        ulong at,
        ReadOnlySpan<byte> part
    ) { }

    void IJournalVisitor.Founding(string name, GroupId group, ulong epoch) { }

    void IJournalVisitor.Directory(ulong epoch, ulong origin, bool isWhole, ImmutableArray<KeptEntry> entries) { }
}

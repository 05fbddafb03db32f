using System.Collections.Immutable;
using Cohort.Protocol.Governance;
using Cohort.Protocol.StateTransfer;

namespace Cohort.Protocol.Durability;

/// <summary>Reads a log, and makes of it a copy of each group.</summary>
internal sealed class LogCopies(Limits limits) : IJournalVisitor
{
    private readonly SortedDictionary<string, GroupCopy> _copies = new(StringComparer.Ordinal);

    // Of groups that this process has joined anew, and whose state it has not been given yet: until then the former copy counts.
    private readonly SortedDictionary<string, GroupCopy> _joining = new(StringComparer.Ordinal);
    private readonly SortedDictionary<GroupId, string> _names = [];
    private byte[] _state = [];
    private bool _makesSense;

    /// <summary>What the log has of the cluster's directory.</summary>
    public DirectoryCopy Directory { get; } = new();

    /// <summary>Takes a record; false where it makes no sense.</summary>
    public bool Take(ReadOnlySpan<byte> record)
    {
        _makesSense = true;
        return JournalRecord.Read(record, limits, this) && _makesSense;
    }

    /// <summary>The copy of a group; null where there is none that could be gone on from.</summary>
    public GroupCopy? Of(string name) => _copies.GetValueOrDefault(name) is { IsWhole: true } copy ? copy : null;

    /// <summary>As <see cref="Of"/>, and keeps it no longer.</summary>
    public GroupCopy? Take(string name)
    {
        GroupCopy? copy = Of(name);
        _copies.Remove(name);
        return copy;
    }

    void IJournalVisitor.View(string name, View view, int self)
    {
        _names[view.Group] = name;
        var next = new ViewCopy(view, self);
        GroupCopy? known = CopyWith(name, copy => copy.Formation == view.Group && IsNext(copy, next));
        if (known is null)
        {
            known = new GroupCopy(name, view.Group);
            // A founder begins with the state, which is none.
            SortedDictionary<string, GroupCopy> place =
                view.Members[self].HoldsState && view.Number.Value == 0 ? _copies : _joining;
            place[name] = known;
        }
        known.Views.Add(next);
    }

    void IJournalVisitor.Item(GroupId group, ViewNumber view, int rank, ulong number, ReadOnlySpan<byte> item) =>
        _makesSense &= ViewOf(group, view)?.Take(rank, number, item) == true;

    void IJournalVisitor.Cut(GroupId group, ViewNumber view, ReadOnlySpan<ulong> cut)
    {
        if (ViewOf(group, view) is { } ended)
            ended.Cut = cut.ToArray();
        else
            _makesSense = false;
    }

    void IJournalVisitor.State(
        GroupId group,
        ViewNumber view,
        ReadOnlySpan<ulong> delivered,
        ulong position,
        ulong size,
        ulong at,
        ReadOnlySpan<byte> part
    )
    {
        if (at == 0 && size <= (ulong)limits.StateSize)
            _state = new byte[size];
        if (size != (ulong)_state.Length || !_names.TryGetValue(group, out string? name))
        {
            _makesSense = false;
            return;
        }
        part.CopyTo(_state.AsSpan((int)at));
        if (at + (ulong)part.Length < size)
            return;
        if (!_joining.Remove(name, out GroupCopy? copy))
            copy = _copies.GetValueOrDefault(name);
        if (copy?.Formation != group)
        {
            _makesSense = false;
            return;
        }
        copy.TakeState(group, new StateLabel(view, delivered.ToArray(), position), _state);
        _copies[name] = copy;
        _state = [];
    }

    void IJournalVisitor.Continues(GroupId group, GroupId of)
    {
        if (_names.TryGetValue(of, out string? name) && _copies.TryGetValue(name, out GroupCopy? copy))
            copy.ContinuesAs(group);
        else
            _makesSense = false;
    }

    void IJournalVisitor.Directory(ulong epoch, ulong origin, bool isWhole, ImmutableArray<KeptEntry> entries) =>
        Directory.Take(epoch, origin, isWhole, entries);

    /// <summary>Whether a view goes on with a copy: the member is the same, or the view the first of a formation that does.</summary>
    private static bool IsNext(GroupCopy copy, ViewCopy next) =>
        copy.Views.Count == 0
        || (
            copy.Last.View.Group != next.View.Group
                ? next.View.Number.Value == 0
                : copy.Last.Member.Id == next.Member.Id
        );

    private GroupCopy? CopyWith(string name, Func<GroupCopy, bool> condition) =>
        _joining.TryGetValue(name, out GroupCopy? joining) && condition(joining) ? joining
        : _copies.TryGetValue(name, out GroupCopy? copy) && condition(copy) ? copy
        : null;

    private ViewCopy? ViewOf(GroupId group, ViewNumber view) =>
        _names.TryGetValue(group, out string? name)
        && CopyWith(name, copy => copy.Views.Exists(one => IsView(one, group, view))) is { } known
            ? known.Views.FindLast(one => IsView(one, group, view))
            : null;

    private static bool IsView(ViewCopy copy, GroupId group, ViewNumber view) =>
        copy.View.Group == group && copy.View.Number == view;
}

using System.Collections.Immutable;
using Cohort.Protocol.Governance;
using Cohort.Protocol.Multicast;
using Cohort.Protocol.StateTransfer;

namespace Cohort.Protocol.Durability;

/// <summary>
/// Reads a log, and makes of it a copy of each group. A log that was dropped up to a record begins in the middle: what of it refers to
/// records which are not there was not needed any more when they were dropped, and is passed over.
/// </summary>
internal sealed class LogCopies(Limits limits) : IJournalVisitor
{
    private readonly SortedDictionary<string, GroupCopy> _copies = new(StringComparer.Ordinal);

    // Of groups that this process has joined anew, and whose state it has not been given yet: until then the former copy counts.
    private readonly SortedDictionary<string, GroupCopy> _joining = new(StringComparer.Ordinal);

    // Those that begin in the middle of a view, as long as the state is not whole: until then the former copy counts, too.
    private readonly SortedDictionary<string, GroupCopy> _based = new(StringComparer.Ordinal);
    private readonly RecordParts _states = new(limits);
    private readonly RecordParts _differences = new(limits);
    private readonly SortedDictionary<GroupId, string> _names = [];
    private LogPlace _at;
    private long _bytes;
    private ulong _first;
    private bool _makesSense;

    /// <summary>What the log has of the cluster's directory.</summary>
    public DirectoryCopy Directory { get; } = new();

    /// <summary>From where on the log is needed.</summary>
    public LogNeeds Needs
    {
        get
        {
            var needs = new LogNeeds
            {
                First = _first,
                Directory = Directory.At is { } directory ? FromEnd(directory) : null,
            };
            foreach ((string name, GroupCopy copy) in _copies)
                if (copy.IsWhole)
                    needs.Groups.Add(new LogNeeds.Need(name, FromEnd(copy.At), copy.State.Length, copy.Bytes));
            return needs;
        }
    }

    private bool IsWhole => _first == 1;

    /// <summary>Takes a record, which the log calls by this number; false where it makes no sense.</summary>
    public bool Take(ulong number, ReadOnlySpan<byte> record)
    {
        if (_first == 0)
            _first = number;
        _at = new LogPlace(IsFormer: true, number, _bytes);
        _bytes += record.Length;
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
        var next = new ViewCopy(view, self, _at);
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
        if (_based.TryGetValue(name, out GroupCopy? based) && based.Formation == view.Group && IsNext(based, next))
            based.Views.Add(next);
        else
            _based.Remove(name);
    }

    void IJournalVisitor.Base(string name, View view, int self, ViewBase start)
    {
        _names[view.Group] = name;
        var based = new GroupCopy(name, view.Group);
        based.Views.Add(new ViewCopy(view, self, _at, start));
        _based[name] = based;
    }

    void IJournalVisitor.Item(GroupId group, ViewNumber view, int rank, ulong number, ReadOnlySpan<byte> item)
    {
        (ViewCopy? known, ViewCopy? based) = ViewsOf(group, view);
        bool isTaken = known?.Take(rank, number, item) == true;
        if (based is not null)
            // What a base stands before is there already.
            isTaken = based.Take(rank, number, item) && (isTaken || known?.Has(rank, number) == true);
        Expect(isTaken);
    }

    void IJournalVisitor.Cut(GroupId group, ViewNumber view, ReadOnlySpan<ulong> cut)
    {
        (ViewCopy? known, ViewCopy? based) = ViewsOf(group, view);
        Expect(known is not null);
        known?.Cut = cut.ToArray();
        based?.Cut = cut.ToArray();
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
        Expect(_states.Take(group, size, at, part, out byte[]? state));
        if (state is not null)
            Expect(TakeState(group, new StateLabel(view, delivered.ToArray(), position), state));
    }

    void IJournalVisitor.Difference(GroupId group, ViewNumber until, ulong size, ulong at, ReadOnlySpan<byte> part)
    {
        Expect(_differences.Take(group, size, at, part, out byte[]? difference));
        if (difference is not null)
            Expect(TakeDifference(group, difference));
    }

    /// <summary>What was missed is there, up to where this process joined: then that goes on from the former copy. False where the log has nothing
    /// that it belongs to.</summary>
    private bool TakeDifference(GroupId group, byte[] bytes)
    {
        if (
            !_names.TryGetValue(group, out string? name)
            || !_joining.TryGetValue(name, out GroupCopy? joined)
            || !_copies.TryGetValue(name, out GroupCopy? copy)
            || Difference.Read(bytes, _at, limits) is not { } difference
            || !difference.Continues(copy)
        )
            return false;
        foreach (ViewCopy missed in difference.Views)
            _names[missed.View.Group] = name;
        copy.TakeDifference(difference, joined.Views);
        _joining.Remove(name);
        _based.Remove(name);
        return true;
    }

    /// <summary>A state is whole; false where the log has nothing that it belongs to.</summary>
    private bool TakeState(GroupId group, StateLabel label, byte[] state)
    {
        if (!_names.TryGetValue(group, out string? name))
            return false;
        if (_based.TryGetValue(name, out GroupCopy? copy) && IsStateOf(copy.Views[0], group, label))
        {
            _based.Remove(name);
            _joining.Remove(name);
        }
        else if (!_joining.Remove(name, out copy))
            copy = _copies.GetValueOrDefault(name);
        if (copy?.Formation != group)
            return false;
        copy.TakeState(group, label, state);
        _copies[name] = copy;
        return true;
    }

    void IJournalVisitor.Continues(GroupId group, GroupId of)
    {
        bool isKnown = _names.TryGetValue(of, out string? name);
        if (isKnown && _copies.TryGetValue(name!, out GroupCopy? copy))
        {
            copy.ContinuesAs(group);
            _based.Remove(name!);
        }
        else
            Expect(false);
    }

    void IJournalVisitor.Directory(ulong epoch, ulong origin, bool isWhole, ImmutableArray<KeptEntry> entries) =>
        Directory.Take(_at, epoch, origin, isWhole, entries);

    void IJournalVisitor.Founding(string name, GroupId group, ulong epoch)
    {
        if (name != RootGroup.Name)
            return;
        Directory.TakeFounding(epoch);
        Directory.BeginsAt(_at);
    }

    // Of what refers to something that was dropped nobody needs anything.
    private void Expect(bool makesSense) => _makesSense &= makesSense || !IsWhole;

    private LogPlace FromEnd(LogPlace place) => place with { Offset = place.Offset - _bytes };

    /// <summary>Whether a view goes on with a copy: the member is the same, or the view the first of a formation that does.</summary>
    private static bool IsNext(GroupCopy copy, ViewCopy next) =>
        copy.Views.Count == 0
        || (
            copy.Last.View.Group != next.View.Group
                ? next.View.Number.Value == 0
                : copy.Last.Member?.Id == next.Member?.Id
        );

    private GroupCopy? CopyWith(string name, Func<GroupCopy, bool> condition) =>
        _joining.TryGetValue(name, out GroupCopy? joining) && condition(joining) ? joining
        : _copies.TryGetValue(name, out GroupCopy? copy) && condition(copy) ? copy
        : null;

    /// <summary>A view in what counts so far, and, where it is another, in what is to take the place of that.</summary>
    private (ViewCopy? Known, ViewCopy? Based) ViewsOf(GroupId group, ViewNumber view)
    {
        if (!_names.TryGetValue(group, out string? name))
            return (null, null);
        ViewCopy? known = CopyWith(name, copy => ViewIn(copy, group, view) is not null) is { } copy
            ? ViewIn(copy, group, view)
            : null;
        ViewCopy? based = _based.TryGetValue(name, out GroupCopy? begun) ? ViewIn(begun, group, view) : null;
        return (known, based == known ? null : based);
    }

    private static ViewCopy? ViewIn(GroupCopy copy, GroupId group, ViewNumber view) =>
        copy.Views.FindLast(one => one.View.Group == group && one.View.Number == view);

    private static bool IsStateOf(ViewCopy begun, GroupId group, StateLabel label) =>
        begun.Start is { } start
        && begun.View.Group == group
        && begun.View.Number == label.View
        && start.Delivered.AsSpan().SequenceEqual(label.Delivered);
}

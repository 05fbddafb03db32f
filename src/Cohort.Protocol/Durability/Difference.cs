using System.Collections.Immutable;
using Cohort.Protocol.Multicast;
using Cohort.Protocol.Wire;

namespace Cohort.Protocol.Durability;

/// <summary>
/// What a copy of a group lacks up to the beginning of a view: the rest of the view that it ends in, with the cut, and the views from there
/// on, whole. It is sent to a joiner in the place of the state, and lies in its log as it came.
/// </summary>
internal sealed class Difference
{
    private readonly List<ReadOnlyMemory<byte>>[] _rest;

    private Difference(
        GroupId group,
        ViewNumber until,
        CopyEnd from,
        ulong[] cut,
        List<ReadOnlyMemory<byte>>[] rest,
        List<ViewCopy> views
    ) => (Group, Until, From, Cut, _rest, Views) = (group, until, from, cut, rest, views);

    /// <summary>The formation of the view up to which it goes.</summary>
    public GroupId Group { get; }

    /// <summary>The view up to the beginning of which it goes.</summary>
    public ViewNumber Until { get; }

    /// <summary>Where the copy ends that it goes on from.</summary>
    public CopyEnd From { get; }

    /// <summary>With which cut the view ended that the copy ends in.</summary>
    public ulong[] Cut { get; }

    /// <summary>The views that follow.</summary>
    public IReadOnlyList<ViewCopy> Views { get; }

    /// <summary>Whether it is what was asked for.</summary>
    public bool Answers(CopyEnd from, GroupId group, ViewNumber until) =>
        Group == group
        && Until == until
        && From.Group == from.Group
        && From.View == from.View
        && From.Row.AsSpan().SequenceEqual(from.Row);

    /// <summary>Whether it goes on from this copy. One whose state was taken in its last view may be of no use: what it contains may have been
    /// delivered by its member alone, or in another order than by the group.</summary>
    public bool Continues(GroupCopy copy)
    {
        ViewCopy last = copy.Last;
        ulong[] row = last.Row();
        if (last.View.Group != From.Group || last.View.Number != From.View || row.Length != Cut.Length)
            return false;
        for (int rank = 0; rank < row.Length; rank++)
            if (row[rank] < From.Row[rank] || Cut[rank] < last.Before(rank))
                return false;
        if (last.Start is { } start && Cut[FirstThatCounts(last.View)] < start.PlacedTo)
            return false;
        if (copy.Label is { } label && label.View == last.View.Number && copy.Labelled == last.View.Group)
            for (int rank = 0; rank < row.Length; rank++)
                if (Cut[rank] < label.Delivered[rank])
                    return false;
        return IsUpToHere(last);
    }

    private bool IsUpToHere(ViewCopy last)
    {
        ViewCopy before = last;
        foreach (ViewCopy view in Views)
        {
            if (!view.Follows(before))
                return false;
            before = view;
        }
        return before.View.Group == Group && before.View.Number.Next == Until;
    }

    /// <summary>The items of a stream that stand behind where the copy ended, and are in the cut.</summary>
    public void AddRestTo(ViewCopy view)
    {
        for (int rank = 0; rank < _rest.Length; rank++)
        {
            ulong number = Math.Min(From.Row[rank], Cut[rank]);
            foreach (ReadOnlyMemory<byte> item in _rest[rank])
                // The log may have more by now than was there when it was looked at.
                view.Take(rank, ++number, item);
        }
    }

    /// <summary>Writes what was found in a log.</summary>
    /// <param name="range">What was asked for.</param>
    /// <param name="views">The view that the copy ends in, and those that follow.</param>
    public static byte[] Write(LogRange range, IReadOnlyList<ViewCopy> views)
    {
        var writer = new FrameWriter();
        writer.Id(range.Group);
        writer.Number(range.Until.Value);
        range.From.Write(writer);
        for (int at = 0; at < views.Count; at++)
        {
            ViewCopy view = views[at];
            ulong[] cut = CutOf(view, isLast: at == views.Count - 1);
            if (at > 0)
            {
                writer.Id(view.View.Group);
                writer.Number(view.View.Number.Value);
                writer.Members(view.View.Members);
            }
            writer.Numbers(cut);
            for (int rank = 0; rank < cut.Length; rank++)
            for (ulong number = BeforeIn(range, at, rank, cut) + 1; number <= cut[rank]; number++)
                writer.Bytes(view.Item(rank, number));
        }
        return writer.Written.ToArray();
    }

    private static ulong BeforeIn(LogRange range, int at, int rank, ulong[] cut) =>
        at > 0 ? 0 : Math.Min(range.From.Row[rank], cut[rank]);

    private static ulong[] CutOf(ViewCopy view, bool isLast)
    {
        ulong[] cut = [.. view.Cut!];
        int rank = Array.FindLastIndex(cut, count => count > 0);
        if (isLast && rank >= 0 && Mutants.Has(Mutant.DifferenceEndsEarly))
            cut[rank]--;
        return cut;
    }

    /// <summary>Reads what was written; null where it makes no sense. The items stay where they are.</summary>
    /// <param name="bytes">The bytes.</param>
    /// <param name="at">Where in the log they lie, or will.</param>
    /// <param name="limits">Bounds on what there can be.</param>
    public static Difference? Read(ReadOnlyMemory<byte> bytes, LogPlace at, Limits limits)
    {
        var reader = new FrameReader(bytes.Span, limits);
        GroupId group = reader.GroupId();
        ViewNumber until = reader.View();
        var from = CopyEnd.Read(ref reader);
        ulong[] cut = reader.Numbers();
        if (reader.Failed || cut.Length != from.Row.Length)
            return null;
        var rest = new List<ReadOnlyMemory<byte>>[cut.Length];
        for (int rank = 0; rank < cut.Length; rank++)
        {
            rest[rank] = [];
            for (ulong left = cut[rank] - Math.Min(from.Row[rank], cut[rank]); left > 0 && !reader.Failed; left--)
                rest[rank].Add(Item(bytes, ref reader));
        }
        List<ViewCopy> views = [];
        while (!reader.AtEnd)
            views.Add(View(bytes, at, limits, ref reader));
        return reader.Complete ? new Difference(group, until, from, cut, rest, views) : null;
    }

    private static ViewCopy View(ReadOnlyMemory<byte> bytes, LogPlace at, Limits limits, ref FrameReader reader)
    {
        GroupId group = reader.GroupId();
        ViewNumber number = reader.View();
        ImmutableArray<Member> members = reader.Members(limits);
        var copy = new ViewCopy(new View(group, number, members), self: null, at);
        copy.Cut = new ulong[copy.View.Senders];
        reader.Numbers(copy.Cut);
        for (int rank = 0; rank < copy.Cut.Length; rank++)
        for (ulong item = 1; item <= copy.Cut[rank] && !reader.Failed; item++)
            copy.Take(rank, item, Item(bytes, ref reader));
        return copy;
    }

    private static ReadOnlyMemory<byte> Item(ReadOnlyMemory<byte> bytes, ref FrameReader reader)
    {
        ReadOnlySpan<byte> item = reader.Bytes();
        return bytes.Span.Overlaps(item, out int at) ? bytes.Slice(at, item.Length) : default;
    }

    private static int FirstThatCounts(View view)
    {
        int rank = 0;
        while (!view.Members[rank].HoldsState)
            rank++;
        return rank;
    }
}

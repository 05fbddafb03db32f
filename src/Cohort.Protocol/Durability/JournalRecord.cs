using System.Collections.Immutable;
using Cohort.Protocol.Governance;
using Cohort.Protocol.Multicast;
using Cohort.Protocol.Wire;

namespace Cohort.Protocol.Durability;

/// <summary>Reads what a <see cref="Journal"/> has given out.</summary>
internal static class JournalRecord
{
    /// <summary>Reads a record; false where it makes no sense.</summary>
    public static bool Read(ReadOnlySpan<byte> record, Limits limits, IJournalVisitor visitor)
    {
        var reader = new FrameReader(record, limits);
        var kind = (RecordKind)reader.Byte();
        GroupId group = reader.GroupId();
        ViewNumber view = reader.View();
        if (reader.Failed)
            return false;
        return kind switch
        {
            RecordKind.View => View(group, view, limits, ref reader, visitor),
            RecordKind.Items => Items(group, view, limits, ref reader, visitor),
            RecordKind.Cut => Cut(group, view, ref reader, visitor),
            RecordKind.State => State(group, view, ref reader, visitor),
            RecordKind.Directory => Directory(limits, ref reader, visitor),
            RecordKind.Continues => Continues(group, ref reader, visitor),
            RecordKind.Base => Base(group, view, limits, ref reader, visitor),
            RecordKind.Founding => Founding(group, ref reader, visitor),
            RecordKind.Difference => Difference(group, view, ref reader, visitor),
            _ => false,
        };
    }

    /// <summary>Whether a record says nothing of the formations of a group, without reading all of it.</summary>
    public static bool IsOfOther(ReadOnlySpan<byte> record, Limits limits, Func<GroupId, bool> isOfGroup)
    {
        var reader = new FrameReader(record, limits);
        var kind = (RecordKind)reader.Byte();
        GroupId group = reader.GroupId();
        return kind == RecordKind.Directory
            || (
                kind is RecordKind.Items or RecordKind.Cut or RecordKind.State or RecordKind.Difference
                && !reader.Failed
                && !isOfGroup(group)
            );
    }

    private static bool View(
        GroupId group,
        ViewNumber view,
        Limits limits,
        ref FrameReader reader,
        IJournalVisitor visitor
    )
    {
        string name = reader.Text();
        ImmutableArray<Member> members = reader.Members(limits);
        int self = reader.Below(members.Length);
        if (!reader.Complete)
            return false;
        visitor.View(name, new View(group, view, members), self);
        return true;
    }

    private static bool Base(
        GroupId group,
        ViewNumber number,
        Limits limits,
        ref FrameReader reader,
        IJournalVisitor visitor
    )
    {
        string name = reader.Text();
        var view = new View(group, number, reader.Members(limits));
        int self = reader.Below(view.Members.Length);
        ViewBase start = reader.Base(view.Senders);
        if (!reader.Complete)
            return false;
        visitor.Base(name, view, self, start);
        return true;
    }

    private static bool Items(
        GroupId group,
        ViewNumber view,
        Limits limits,
        ref FrameReader reader,
        IJournalVisitor visitor
    )
    {
        while (!reader.AtEnd)
        {
            int rank = reader.Below(limits.LongestView);
            ulong number = reader.Number();
            for (ulong left = reader.Number(); left > 0 && !reader.Failed; left--)
            {
                ReadOnlySpan<byte> item = reader.Bytes();
                if (!reader.Failed)
                    visitor.Item(group, view, rank, number++, item);
            }
        }
        return reader.Complete;
    }

    private static bool Cut(GroupId group, ViewNumber view, ref FrameReader reader, IJournalVisitor visitor)
    {
        ulong[] cut = reader.Numbers();
        if (!reader.Complete)
            return false;
        visitor.Cut(group, view, cut);
        return true;
    }

    private static bool Directory(Limits limits, ref FrameReader reader, IJournalVisitor visitor)
    {
        (ulong epoch, ulong origin, bool isWhole) = (reader.Number(), reader.Fixed(), reader.Flag());
        ImmutableArray<KeptEntry> entries = reader.Kept(limits);
        if (reader.Complete)
            visitor.Directory(epoch, origin, isWhole, entries);
        return reader.Complete;
    }

    private static bool Founding(GroupId group, ref FrameReader reader, IJournalVisitor visitor)
    {
        (string name, ulong epoch) = (reader.Text(), reader.Number());
        if (reader.Complete)
            visitor.Founding(name, group, epoch);
        return reader.Complete;
    }

    private static bool Continues(GroupId group, ref FrameReader reader, IJournalVisitor visitor)
    {
        GroupId of = reader.GroupId();
        if (reader.Complete)
            visitor.Continues(group, of);
        return reader.Complete;
    }

    private static bool State(GroupId group, ViewNumber view, ref FrameReader reader, IJournalVisitor visitor)
    {
        ulong[] delivered = reader.Numbers();
        ulong position = reader.Number();
        ulong size = reader.Number();
        ulong at = reader.Number();
        ReadOnlySpan<byte> part = reader.Rest();
        if (reader.Failed || at > size || (ulong)part.Length > size - at)
            return false;
        visitor.State(group, view, delivered, position, size, at, part);
        return true;
    }

    private static bool Difference(GroupId group, ViewNumber until, ref FrameReader reader, IJournalVisitor visitor)
    {
        ulong size = reader.Number();
        ulong at = reader.Number();
        ReadOnlySpan<byte> part = reader.Rest();
        if (reader.Failed || at > size || (ulong)part.Length > size - at)
            return false;
        visitor.Difference(group, until, size, at, part);
        return true;
    }
}

using System.Collections.Immutable;
using Cohort.Protocol.Governance;
using Cohort.Protocol.Multicast;

namespace Cohort.Protocol.Durability;

/// <summary>Who reads a log's records. What they are given is valid until they return.</summary>
internal interface IJournalVisitor
{
    /// <summary><see cref="RecordKind.View"/>: of the group with this name, and as the member of this rank.</summary>
    void View(string name, View view, int self);

    /// <summary><see cref="RecordKind.Base"/>: where the view of the group with this name stands, as the member of this rank sees it.</summary>
    void Base(string name, View view, int self, ViewBase start);

    /// <summary>One of <see cref="RecordKind.Items"/>.</summary>
    void Item(GroupId group, ViewNumber view, int rank, ulong number, ReadOnlySpan<byte> item);

    /// <summary><see cref="RecordKind.Cut"/>.</summary>
    void Cut(GroupId group, ViewNumber view, ReadOnlySpan<ulong> cut);

    /// <summary><see cref="RecordKind.State"/>: a part of a state of so many bytes, which follows the one before.</summary>
    void State(
        GroupId group,
        ViewNumber view,
        ReadOnlySpan<ulong> delivered,
        ulong position,
        ulong size,
        ulong at,
        ReadOnlySpan<byte> part
    );

    /// <summary><see cref="RecordKind.Continues"/>: a formation goes on where another one ended.</summary>
    void Continues(GroupId group, GroupId of);

    /// <summary><see cref="RecordKind.Founding"/>: this process is to be a founder of a formation of the group with this name; of the
    /// root group with an epoch.</summary>
    void Founding(string name, GroupId group, ulong epoch);

    /// <summary><see cref="RecordKind.Difference"/>: a part of one of so many bytes, which follows the one before.</summary>
    void Difference(GroupId group, ViewNumber until, ulong size, ulong at, ReadOnlySpan<byte> part);

    /// <summary><see cref="RecordKind.Directory"/>.</summary>
    void Directory(ulong epoch, ulong origin, bool isWhole, ImmutableArray<KeptEntry> entries);
}

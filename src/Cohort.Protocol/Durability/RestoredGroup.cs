using System.Collections.Immutable;
using Cohort.Protocol.Clients;
using Cohort.Protocol.Governance;
using Cohort.Protocol.StateTransfer;
using Cohort.Protocol.Views;

namespace Cohort.Protocol.Durability;

/// <summary>
/// A group that goes on from a backup: what is written into the log of one node, as if that had been the last that was in the group, alone, in
/// the view of which the backup is, and had left it. So nobody is waited for, and whoever joins with that log goes on from it.
/// </summary>
internal sealed class RestoredGroup(string name, BackupHead backup, string node)
{
    // Nothing was delivered in a view that had one member and nothing but the state.
    private readonly StateLabel _label = new(backup.View.Number, [0], backup.Position);
    private readonly View _view = new(
        backup.View.Group,
        backup.View.Number,
        [new Member(new MemberId(new ProcessId(node, 0), backup.View.Number.Value), node, true)]
    );

    /// <summary>What the directory is to have of it. The backup may be of a group that kept no log; what is restored does.</summary>
    public KeptEntry Entry =>
        new(
            name,
            1,
            new DirectoryEntry(
                name,
                backup.Terms with
                {
                    Durable = true,
                    SelfGoverned = false,
                    ForgottenWhenLost = false,
                },
                _view,
                null,
                [_view.Members[0].Id]
            )
        );

    /// <summary>Writes what the directory has of all groups that are restored.</summary>
    public static void WriteDirectory(Journal journal, ulong origin, ImmutableArray<KeptEntry> entries) =>
        DirectoryRecords.Write(journal, epoch: 1, origin, isWhole: true, entries);

    /// <summary>Writes the view; the state follows.</summary>
    public void WriteView(Journal journal) => StreamJournal.WriteView(journal, name, _view, 0);

    /// <summary>Writes a part of the state; of an empty state there is one.</summary>
    public void WriteState(Journal journal, long size, long at, ReadOnlySpan<byte> part) =>
        StateRecords.WritePart(journal, _view.Group, _label, size, at, part);
}
